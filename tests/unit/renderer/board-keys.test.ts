import { expect, it } from 'vitest'
import { columnBeside, placeAfter, placeOf } from '../../../renderer/screens/projects/board-keys.ts'
import type { BoardColumn, ProjectSummary } from '../../../shared/contract/projects.ts'

const card = (id: string) => ({ id }) as ProjectSummary
const column = (stage: BoardColumn['stage'], ...ids: string[]): BoardColumn => ({
  ...{ stage, total: ids.length, invest: 0 },
  cards: ids.map(card),
})
const board = [column('reserve'), column('lead', 'a', 'b', 'c'), column('contact'), column('talks', 'd')]

it('the arrows walk over the cards of a board and past empty stages', () => {
  expect(placeAfter(board, null, 'ArrowDown')).toEqual({ column: 1, row: 0 })
  expect(placeAfter(board, { column: 1, row: 0 }, 'ArrowDown')).toEqual({ column: 1, row: 1 })
  expect(placeAfter(board, { column: 1, row: 2 }, 'ArrowDown')).toEqual({ column: 1, row: 2 })
  expect(placeAfter(board, { column: 1, row: 0 }, 'ArrowUp')).toEqual({ column: 1, row: 0 })
  expect(placeAfter(board, { column: 1, row: 2 }, 'ArrowRight')).toEqual({ column: 3, row: 0 })
  expect(placeAfter(board, { column: 3, row: 0 }, 'ArrowRight')).toEqual({ column: 3, row: 0 })
  expect(placeAfter(board, { column: 3, row: 0 }, 'ArrowLeft')).toEqual({ column: 1, row: 0 })
  expect(placeAfter(board, { column: 1, row: 0 }, 'End')).toEqual({ column: 1, row: 2 })
  expect(placeAfter(board, { column: 1, row: 0 }, 'x')).toBeNull()
  expect(placeAfter([column('lead')], null, 'ArrowDown')).toBeNull()
})

it('a card is moved to the very next stage, with cards in it or without', () => {
  expect(placeOf(board, 'c')).toEqual({ column: 1, row: 2 })
  expect(placeOf(board, 'gone')).toBeNull()
  expect(columnBeside(board, 1, 'ArrowRight')?.stage).toBe('contact')
  expect(columnBeside(board, 0, 'ArrowLeft')).toBeUndefined()
  expect(columnBeside(board, 3, 'ArrowRight')).toBeUndefined()
})
