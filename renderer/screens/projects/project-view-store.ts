import { create } from 'zustand'
import { ProjectFilter } from '#shared/contract/projects.ts'
import type { SavedView } from '#shared/domain/saved-views.ts'
import { type ListView, listView } from '../../lib/list-view.ts'
import type { ListFilter } from '../../lib/long-list.ts'
import { knownFilter } from '../../lib/view-filter.ts'

type ProjectListFilter = ListFilter<'projects'>

/** A table, or a board with a column for each stage. */
export type ProjectLayout = 'list' | 'board'

interface ProjectViewState extends ListView<ProjectListFilter> {
  readonly layout: ProjectLayout
  readonly setLayout: (layout: ProjectLayout) => void
}

const start: ProjectListFilter = { sort: 'updated', onlyKey: false, onlyPending: false }

/** Which projects the user looks at. */
export const useProjectView = create<ProjectViewState>()((set) => ({
  ...listView<ProjectListFilter>(set, start, ['sort']),
  layout: 'list',
  setLayout: (layout) => set({ layout }),
}))

/** Of a saved filter what this version knows. */
export const knownOf = (saved: SavedView['filter']): ProjectListFilter =>
  knownFilter(ProjectFilter.omit({ limit: true, offset: true }), saved)
