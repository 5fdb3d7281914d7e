import type { BoardColumn } from '#shared/contract/projects.ts'

/** A card on the board, by its column and its row. */
export interface Place {
  readonly column: number
  readonly row: number
}

/** Where a card stands, null for none. */
export function placeOf(columns: readonly BoardColumn[], id: string | null): Place | null {
  const column = columns.findIndex(({ cards }) => cards.some((card) => card.id === id))
  if (column < 0) return null
  return { column, row: columns[column]?.cards.findIndex((card) => card.id === id) ?? 0 }
}

/** The card that a key leads to; null for another key or where there is none. Columns without cards are passed over. */
export function placeAfter(columns: readonly BoardColumn[], place: Place | null, key: string): Place | null {
  const cardsIn = (column: number) => columns[column]?.cards.length ?? 0
  const first = columns.findIndex(({ cards }) => cards.length > 0)
  if (first < 0) return null
  if (!place)
    return key.startsWith('Arrow') || key === 'Home' || key === 'End' ? { column: first, row: 0 } : null
  const { column, row } = place
  if (key === 'ArrowUp' || key === 'k') return { column, row: Math.max(0, row - 1) }
  if (key === 'ArrowDown' || key === 'j') return { column, row: Math.min(cardsIn(column) - 1, row + 1) }
  if (key === 'Home') return { column, row: 0 }
  if (key === 'End') return { column, row: cardsIn(column) - 1 }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null
  const step = key === 'ArrowRight' ? 1 : -1
  for (let next = column + step; next >= 0 && next < columns.length; next += step)
    if (cardsIn(next) > 0) return { column: next, row: Math.min(row, cardsIn(next) - 1) }
  return place
}

/** The column beside another one, with cards or without. */
export function columnBeside(
  columns: readonly BoardColumn[],
  column: number,
  key: 'ArrowLeft' | 'ArrowRight',
): BoardColumn | undefined {
  return columns[column + (key === 'ArrowRight' ? 1 : -1)]
}
