import { type Kysely, sql } from 'kysely'

/** Edits of notes are found by their note: they are wherever it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index records_note_edits on records ((data->>'noteId')) where table_name = 'noteEdits'`.execute(
    db,
  )
}
