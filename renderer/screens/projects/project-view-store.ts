import { create } from 'zustand'
import type { Input } from '#shared/contract/index.ts'
import { ProjectFilter } from '#shared/contract/projects.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { knownFilter } from '../../lib/view-filter.ts'

export type ProjectListFilter = Omit<Input<'projects.list'>, 'limit' | 'offset'>

/** A table, or a board with a column for each stage. */
export type ProjectLayout = 'list' | 'board'

interface ProjectViewState {
  readonly filter: ProjectListFilter
  readonly layout: ProjectLayout
  readonly setLayout: (layout: ProjectLayout) => void
  /** Keys of the columns that are shown, null for the usual ones. */
  readonly columns: readonly string[] | null
  readonly setColumns: (columns: readonly string[] | null) => void
  readonly change: (change: ProjectListFilter) => void
  /** Takes a saved view in place of what is shown. */
  readonly show: (filter: ProjectListFilter, columns: readonly string[] | null) => void
  /** Takes the filters back; the order stays. */
  readonly clear: () => void
}

/** Which projects the user looks at. The projects themselves arrive through live queries. */
export const useProjectView = create<ProjectViewState>()((set) => ({
  filter: { sort: 'updated' },
  layout: 'list',
  setLayout: (layout) => set({ layout }),
  change: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  columns: null,
  setColumns: (columns) => set({ columns }),
  show: (filter, columns) => set({ filter, columns }),
  clear: () => set(({ filter }) => ({ filter: { sort: filter.sort ?? 'updated' } })),
}))

/** True when something narrows the list. */
export function isNarrowed({ sort: _sort, ...rest }: ProjectListFilter): boolean {
  return Object.values(rest).some(
    (value) => value !== null && value !== undefined && value !== '' && value !== false,
  )
}

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): ProjectListFilter =>
  knownFilter(ProjectFilter.omit({ limit: true, offset: true }), saved)
