import { valuesOf } from '#shared/sync/merge.ts'
import type { Json } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { noteTextsOf } from '../queries/note-edits.ts'
import { loadState } from '../record/load-state.ts'

type Values = Readonly<Record<string, Json | undefined>>

const ownNames = ['name', 'title', 'activity', 'content', 'body'] as const
const longest = 60

/**
 * The name by which a person knows a record: its own, or that of the enterprise it is about with its day.
 * @param written values of an operation, for a record that is not here (a refused new one)
 * @returns empty when nothing of it is known
 */
export async function titleOf(db: Reader, table: string, id: string, written: Values = {}): Promise<string> {
  const values: Values = { ...written, ...valuesOf(await loadState(db, table, id)) }
  const noteId = textIn(values, 'noteId')
  if (table === 'noteEdits' && noteId !== '') return titleOf(db, 'notes', noteId)
  const enterprise = await enterpriseName(db, values)
  const day = textIn(values, 'occurredOn')
  const said = table === 'notes' ? (await noteTextsOf(db, [id])).get(id)?.split('\n')[0] : undefined
  const own = said ?? ownNames.map((name) => textIn(values, name)).find((text) => text !== '') ?? ''
  const parts = day === '' ? [own || enterprise] : [enterprise || own, day]
  return shortened(parts.filter((part) => part !== '').join(' '))
}

async function enterpriseName(db: Reader, values: Values): Promise<string> {
  const id = textIn(values, 'enterpriseId')
  return id === '' ? '' : textIn(valuesOf(await loadState(db, 'enterprises', id)), 'name')
}

function textIn(values: Values, name: string): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  return typeof value === 'string' ? value.trim() : ''
}

function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text
}
