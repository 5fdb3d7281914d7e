import type { Note } from '#shared/domain/notes.ts'
import type { Reader } from '../database/schema.ts'

/** A living note, or undefined. */
export async function findNote(db: Reader, id: string): Promise<Note | undefined> {
  return db.selectFrom('notes').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Notes of an enterprise, of a visit, or of both, newest first, with the names of their authors. */
export async function notesOf(
  db: Reader,
  { enterpriseId, visitId }: { enterpriseId: string | null; visitId: string | null },
): Promise<(Note & { readonly authorName: string | null })[]> {
  return db
    .selectFrom('notes as n')
    .leftJoin('users as u', 'u.id', 'n.createdBy')
    .selectAll('n')
    .select('u.name as authorName')
    .$if(enterpriseId !== null, (query) => query.where('n.enterpriseId', '=', enterpriseId ?? ''))
    .$if(visitId !== null, (query) => query.where('n.visitId', '=', visitId))
    .orderBy('n.occurredOn', 'desc')
    .orderBy('n.createdAt', 'desc')
    .limit(1000)
    .execute()
}
