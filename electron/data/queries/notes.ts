import { sql } from 'kysely'
import type { Safety } from '#shared/contract/records.ts'
import type { Note, NoteOwner } from '#shared/domain/notes.ts'
import type { Reader } from '../database/schema.ts'
import { safetyOf } from './safety.ts'

/** A living note, or undefined. */
export async function findNote(db: Reader, id: string): Promise<Note | undefined> {
  return db.selectFrom('notes').selectAll().where('id', '=', id).executeTakeFirst()
}

export interface NoteFilter {
  readonly enterpriseId: string | null
  readonly visitId: string | null
  readonly owner: { readonly table: NoteOwner; readonly id: string } | null
}

type Listed = Note & {
  readonly updatedAt: string | null
  readonly authorName: string | null
  readonly plain: string | null
  readonly safety: Safety
  readonly unsealed: number
}

/** Notes of an enterprise, of a visit, of any owner, newest first, with what they say and the names of their authors. */
export async function notesOf(db: Reader, { enterpriseId, visitId, owner }: NoteFilter): Promise<Listed[]> {
  return selectNotes(db)
    .$if(enterpriseId !== null, (query) => query.where('n.enterpriseId', '=', enterpriseId ?? ''))
    .$if(visitId !== null, (query) => query.where('n.visitId', '=', visitId))
    .$if(owner !== null, (query) =>
      query.where('n.ownerTable', '=', owner?.table ?? null).where('n.ownerId', '=', owner?.id ?? null),
    )
    .orderBy('n.occurredOn', 'desc')
    .orderBy('n.createdAt', 'desc')
    .limit(1000)
    .execute()
}

/** One note as lists show it. */
export async function listedNote(db: Reader, id: string): Promise<Listed | undefined> {
  return selectNotes(db).where('n.id', '=', id).executeTakeFirst()
}

function selectNotes(db: Reader) {
  return db
    .selectFrom('notes as n')
    .leftJoin('users as u', 'u.id', 'n.createdBy')
    .leftJoin('noteTexts as t', 't.noteId', 'n.id')
    .selectAll('n')
    .select([
      'u.name as authorName',
      't.plain',
      sql<Safety>`case
        when exists (
          select 1 from outbox o join note_edits e on e.id = o.record_id
          where o.table_name = 'noteEdits' and e.note_id = n.id
        ) then 'local'
        when exists (
          select 1 from quarantine q join note_edits e on e.id = q.record_id
          where q.table_name = 'noteEdits' and e.note_id = n.id
        ) then 'refused'
        else ${safetyOf('notes', 'n.id')} end`.as('safety'),
      sql<number>`exists (select 1 from note_journal j where j.note_id = n.id)`.as('unsealed'),
    ])
}
