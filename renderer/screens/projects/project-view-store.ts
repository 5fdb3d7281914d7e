import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'

export type ProjectListFilter = Omit<Input<'projects.list'>, 'limit' | 'offset'>

interface ProjectViewState {
  readonly filter: ProjectListFilter
  readonly change: (change: ProjectListFilter) => void
  readonly show: (filter: ProjectListFilter) => void
  /** Takes the filters back; the order stays. */
  readonly clear: () => void
}

/** Which projects the user looks at. The projects themselves arrive through live queries. */
export const useProjectView = create<ProjectViewState>()((set) => ({
  filter: { sort: 'updated' },
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  show: (filter) => set({ filter }),
  clear: () => set(({ filter }) => ({ filter: { sort: filter.sort ?? 'updated' } })),
}))

/** True when something narrows the list. */
export function isNarrowed({ sort: _sort, ...rest }: ProjectListFilter): boolean {
  return Object.values(rest).some(
    (value) => value !== null && value !== undefined && value !== '' && value !== false,
  )
}
