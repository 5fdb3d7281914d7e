import { useMemo } from 'react'

/** The rows of a table, of which only those near the visible ones need to be here. */
export interface RowSource<R> {
  /** Another name: another list, that is shown from its beginning. */
  readonly list?: string
  readonly total: () => number
  /** A row that is not here yet is undefined. */
  readonly at: (index: number) => R | undefined
  /** Place of a row that is here, else -1. */
  readonly placeOf: (key: string) => number
  /** Hears which rows are visible, and whether they fly past too fast to be read. */
  readonly show?: (first: number, last: number, fast: boolean) => void
  /** Tells when rows arrive or change. Returns the function that stops listening. */
  readonly onRows: (listener: () => void) => () => void
  /** Another number whenever a row may have changed. */
  readonly version: () => number
}

/** A source of rows that are all here. */
export function useRowSource<R>(
  rows: readonly R[] | undefined,
  source: RowSource<R> | undefined,
  rowKey: (row: R) => string,
): RowSource<R> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a row is named does not change
  return useMemo(() => {
    if (source) return source
    const all = rows ?? []
    const places = new Map(all.map((row, index) => [rowKey(row), index]))
    return {
      total: () => all.length,
      at: (index) => all[index],
      placeOf: (key) => places.get(key) ?? -1,
      onRows: () => () => undefined,
      version: () => 0,
    }
  }, [rows, source])
}
