import type { NoteVersion, NoteVersionText } from '#shared/contract/notes.ts'
import type { Note } from '#shared/domain/notes.ts'
import { type Block, blockText } from '#shared/notes/blocks.ts'
import { composeNote } from '#shared/notes/compose.ts'
import { compareBlocks } from '#shared/notes/differences.ts'
import type { NoteEdit } from '#shared/notes/note-edit.ts'
import { editedNote } from './refresh.ts'
import { blocksOf } from './seal.ts'

/** Name of the version that a plain note was before its first edit. */
const plainVersion = 'plain'

type NamedEdit = NoteEdit & { readonly byName: string | null }

/**
 * The versions of a note, the latest first: what it said after each sealed edit. The beginning of a new generation
 * changes no word and is none.
 */
export function versionsOf(
  note: Note,
  authorName: string | null,
  edits: readonly NamedEdit[],
  userId: string | null,
): NoteVersion[] {
  const versions: NoteVersion[] = []
  let before: readonly Block[] = []
  if (note.body !== null) {
    before = blocksOf(composeNote(editedNote(note), []))
    versions.push({
      ...{ id: plainVersion, at: note.createdAt, byName: authorName, mine: note.createdBy === userId },
      ...{ added: before.map(blockText).join('').length, removed: 0 },
    })
  }
  const told = edits.filter(({ kind }) => kind === 'update')
  for (const edit of told) {
    const after = textAfter(note, edits, edit.id)
    versions.push({
      ...{ id: edit.id, at: edit.at, byName: edit.byName, mine: edit.by === userId },
      ...sizeOfChange(before, after),
    })
    before = after
  }
  return versions.reverse()
}

function sizeOfChange(before: readonly Block[], after: readonly Block[]): { added: number; removed: number } {
  const parts = compareBlocks(before, after).flatMap((line) => line.parts)
  const sum = (kind: 'added' | 'removed') =>
    parts.filter((part) => part.kind === kind).reduce((length, { text }) => length + [...text].length, 0)
  return { added: sum('added'), removed: sum('removed') }
}

/** A version and the one before it; undefined for a version that does not exist. */
export function versionText(
  note: Note,
  edits: readonly NoteEdit[],
  version: string,
): NoteVersionText | undefined {
  const told = edits.filter(({ kind }) => kind === 'update')
  const plain = blocksOf(composeNote(editedNote(note), []))
  if (version === plainVersion) return { blocks: plain, before: [] }
  const at = told.findIndex(({ id }) => id === version)
  if (at < 0) return undefined
  const previous = told[at - 1]
  return {
    blocks: textAfter(note, edits, version),
    before: previous ? textAfter(note, edits, previous.id) : note.body === null ? [] : plain,
  }
}

/** What the note said when this edit and all before it were there. */
function textAfter(note: Note, edits: readonly NoteEdit[], id: string): Block[] {
  const at = edits.findIndex((edit) => edit.id === id)
  return blocksOf(composeNote(editedNote(note), edits.slice(0, at + 1)))
}
