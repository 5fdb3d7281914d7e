import type { SavedView } from '#shared/domain/saved-views.ts'

/** What the user looks at in a long list. The rows themselves arrive through live queries. */
export interface ListView<F> {
  readonly filter: F
  /** Whether the filter leaves anything out. */
  readonly narrowed: boolean
  /** Keys of the columns that are shown, null for the usual ones. */
  readonly columns: SavedView['columns']
  readonly change: (change: Partial<F>) => void
  readonly search: (text: string) => void
  readonly setColumns: (columns: readonly string[] | null) => void
  /** Takes a saved view in place of what is shown. */
  readonly show: (filter: F, columns: readonly string[] | null) => void
  /** Takes the filters back. */
  readonly clear: () => void
}

type Set<F> = (next: (view: ListView<F>) => Partial<ListView<F>>) => void

/**
 * The part of a list's store that holds its filter and columns.
 * @param start the filter at the beginning: what equals it narrows nothing
 * @param stays names of what only orders the list, or chooses which list it is: it narrows nothing and is not cleared
 * @example create<ListView<VisitListFilter>>()((set) => listView(set, {}))
 */
export function listView<F extends { readonly text?: string | undefined }>(
  set: Set<F>,
  start: F,
  stays: readonly (keyof F)[] = [],
): ListView<F> {
  const at = (filter: F) => ({ filter, narrowed: isNarrowed(filter, start, stays) })
  return {
    ...at(start),
    columns: null,
    change: (change) => set(({ filter }) => at({ ...filter, ...change })),
    search: (text) => set(({ filter }) => at({ ...filter, text })),
    setColumns: (columns) => set(() => ({ columns: columns && [...columns] })),
    show: (filter, columns) =>
      set(() => ({ ...at({ ...start, ...filter }), columns: columns && [...columns] })),
    clear: () =>
      set(({ filter }) => {
        const cleared = { ...start }
        for (const name of stays) cleared[name] = filter[name]
        return at(cleared)
      }),
  }
}

function isNarrowed<F extends object>(filter: F, start: F, stays: readonly (keyof F)[]): boolean {
  const ordering = new Set<PropertyKey>(stays)
  const before = new Map<string, unknown>(Object.entries(start))
  return Object.entries(filter).some(
    ([name, value]) =>
      !ordering.has(name) &&
      value !== null &&
      value !== undefined &&
      value !== '' &&
      value !== before.get(name),
  )
}
