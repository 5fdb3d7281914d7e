import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'
import { ProjectFilter } from '#shared/contract/projects.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'

export type ProjectListFilter = Omit<Input<'projects.list'>, 'limit' | 'offset'>

/** A table, or a board with a column for each stage. */
export type ProjectLayout = 'list' | 'board'

interface ProjectViewState {
  readonly filter: ProjectListFilter
  readonly layout: ProjectLayout
  readonly setLayout: (layout: ProjectLayout) => void
  readonly change: (change: ProjectListFilter) => void
  readonly show: (filter: ProjectListFilter) => void
  /** Takes the filters back; the order stays. */
  readonly clear: () => void
}

/** Which projects the user looks at. The projects themselves arrive through live queries. */
export const useProjectView = create<ProjectViewState>()((set) => ({
  filter: { sort: 'updated' },
  layout: 'list',
  setLayout: (layout) => set({ layout }),
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

/** A filter as a saved view keeps it: only what narrows or orders. */
export function plainFilter(filter: ProjectListFilter): SavedView['filter'] {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) =>
      value === null || value === undefined || value === '' ? [] : [[name, value]],
    ),
  )
}

/** Of a saved filter what this version knows; the rest would narrow nothing. */
export function knownFilter(saved: SavedView['filter']): ProjectListFilter {
  const { shape } = ProjectFilter.omit({ limit: true, offset: true })
  const known = Object.entries(saved).filter(
    ([name, value]) =>
      Object.hasOwn(shape, name) && shape[name as keyof typeof shape].safeParse(value).success,
  )
  return ProjectFilter.omit({ limit: true, offset: true }).parse(Object.fromEntries(known))
}
