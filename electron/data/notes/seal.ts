import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import * as Y from 'yjs'
import { AppError } from '#shared/contract/errors.ts'
import { NewNote } from '#shared/contract/notes.ts'
import { fromBase64, toBase64 } from '#shared/notes/base64.ts'
import { type Block, readBlocks, textOf } from '#shared/notes/blocks.ts'
import { beginGeneration, type ComposedNote } from '#shared/notes/compose.ts'
import { editBytes, generationEdits, noteBytes } from '#shared/notes/note-edit.ts'
import { writeBlocks } from '#shared/notes/write-blocks.ts'
import type { Writer } from '../database/schema.ts'
import { editsOf } from '../queries/note-edits.ts'
import { clearJournal, journalOf, type TypedPiece } from '../queries/note-journal.ts'
import { findNote } from '../queries/notes.ts'
import { record, type WriteContext } from '../record/record.ts'
import { composedNote, refreshNotes } from './refresh.ts'

/** When a note begins a new generation. */
export interface NoteLimits {
  readonly edits: number
  readonly bytes: number
}

const usualLimits: NoteLimits = { edits: generationEdits, bytes: noteBytes }

/**
 * Makes an edit of all that was typed into a note since the last one, and the note itself where it was new. One
 * transaction: the words are in the journal or in the edit, never in both and never in neither.
 * @param limits beyond which the note begins a new generation; smaller ones are for tests
 * @returns whether there was anything
 */
export async function sealNote(
  tx: Writer,
  context: WriteContext,
  noteId: string,
  limits: NoteLimits = usualLimits,
): Promise<boolean> {
  const journal = await journalOf(tx, noteId)
  if (journal.length === 0) return false
  const draft = journal.findLast((piece) => piece.draft !== null)?.draft ?? null
  const isNew = (await findNote(tx, noteId)) === undefined
  if (isNew && draft !== null) {
    if (!saysAnything(journal)) {
      await clearJournal(tx, noteId)
      return false
    }
    const values = { ...NewNote.parse(JSON.parse(draft)), body: null }
    await record(tx, context, { table: 'notes', id: noteId, kind: 'set', values })
  }
  for (const pieces of byGeneration(journal)) {
    const [first] = pieces
    if (!first) continue
    const composed = await composedNote(tx, noteId)
    const updates = pieces.map(({ content }) => fromBase64(content))
    // Words that stand here without an edit of this generation go along with whatever was written on top of them.
    const given = composed.generation === first.generation ? composed.given : null
    for (const update of inParts(given ? [given, ...updates] : updates))
      await putEdit(tx, context, noteId, { kind: 'update', generation: first.generation, update })
  }
  await clearJournal(tx, noteId)
  await compact(tx, context, noteId, limits)
  await refreshNotes(tx)
  return true
}

function saysAnything(journal: readonly TypedPiece[]): boolean {
  const doc = new Y.Doc()
  for (const { content } of journal) Y.applyUpdate(doc, fromBase64(content))
  return textOf(doc)
    .toDelta()
    .some(({ insert }: { insert?: unknown }) => typeof insert !== 'string' || insert.trim() !== '')
}

/** A new generation may have come while somebody typed upon the one before. */
function byGeneration(journal: readonly TypedPiece[]): TypedPiece[][] {
  const groups = new Map<string | null, TypedPiece[]>()
  for (const piece of journal) groups.set(piece.generation, [...(groups.get(piece.generation) ?? []), piece])
  return [...groups.values()]
}

/** Merges updates as far as each edit still fits an operation. */
function inParts(updates: readonly Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[][] = []
  let size = 0
  for (const update of updates) {
    const last = parts.at(-1)
    if (last && size + update.length <= editBytes) last.push(update)
    else {
      parts.push([update])
      size = 0
    }
    size += update.length
  }
  return parts.map((part) => Y.mergeUpdates(part))
}

interface EditContent {
  readonly kind: 'update' | 'generation'
  readonly generation: string | null
  readonly update: Uint8Array
  readonly begun?: Pick<ReturnType<typeof beginGeneration>, 'covers' | 'authored'>
}

async function putEdit(
  tx: Writer,
  context: WriteContext,
  noteId: string,
  { kind, generation, update, begun }: EditContent,
): Promise<void> {
  await record(tx, context, {
    table: 'noteEdits',
    id: uuidv7({ msecs: context.nowMs }),
    kind: 'set',
    values: {
      ...{ noteId, kind, generation, content: toBase64(update) },
      covers: begun ? begun.covers.map(([client, from, to]) => [client, from, to]) : null,
      authored: begun ? [...begun.authored] : null,
    },
  })
}

/**
 * Begins a new generation of a note whose document has grown beyond the cap, or has so many edits that opening it
 * takes long: the same text in a fresh document (sync.md 2). The edits stay, as its versions.
 */
async function compact(
  tx: Writer,
  context: WriteContext,
  noteId: string,
  { edits: mostEdits, bytes }: NoteLimits,
): Promise<void> {
  const composed = await composedNote(tx, noteId)
  const edits = await editsOf(tx, noteId)
  const loose = edits.filter(
    ({ kind, generation }) => kind === 'update' && generation === composed.generation,
  ).length
  if (loose < mostEdits && Y.encodeStateAsUpdate(composed.doc).length <= bytes) return
  const begun = beginGeneration(composed, randomInt(1, 2 ** 32 - 1))
  // Too large for one operation: it goes on growing, which is better than losing anything.
  if (begun.update.length > editBytes) return
  await putEdit(tx, context, noteId, {
    ...{ kind: 'generation', generation: composed.generation, update: begun.update },
    begun,
  })
}

/**
 * Makes a note say what `blocks` say, as one more edit of this user.
 * @throws AppError record/not-found for a note that is not here
 */
export async function rewriteNote(
  tx: Writer,
  context: WriteContext,
  noteId: string,
  blocks: readonly Block[],
): Promise<void> {
  if (!(await findNote(tx, noteId))) throw new AppError('record/not-found')
  await sealNote(tx, context, noteId)
  const composed = await composedNote(tx, noteId)
  const update = updateBy(composed, (text) => writeBlocks(text, blocks))
  if (!update) return
  await putEdit(tx, context, noteId, { kind: 'update', generation: composed.generation, update })
  await refreshNotes(tx)
}

/** What a change adds to a note, as one update; null when it changes nothing. */
function updateBy(composed: ComposedNote, change: (text: Y.Text) => void): Uint8Array | null {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(composed.doc))
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.transact(() => change(textOf(doc)))
  if (updates.length === 0) return null
  return Y.mergeUpdates(composed.given ? [composed.given, ...updates] : updates)
}

/** The lines of a composed note. */
export const blocksOf = ({ doc }: ComposedNote): Block[] => readBlocks(textOf(doc))
