import { sql } from 'kysely'
import type { UnfinishedRecording } from '#shared/contract/recordings.ts'
import type { Reader, Schema, Writer } from '../database/schema.ts'

export type RecordingRow = Schema['recordings']

/** Begins a recording; one that began already goes on. */
export async function beginRecording(
  tx: Writer,
  row: Omit<RecordingRow, 'durationMs' | 'size' | 'pieces'>,
): Promise<void> {
  await tx
    .insertInto('recordings')
    .values({ ...row, durationMs: 0, size: 0, pieces: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A recording that is no attachment yet, or undefined. */
export async function findRecording(db: Reader, id: string): Promise<RecordingRow | undefined> {
  return db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Keeps a piece and what the recording is with it. */
export async function addPiece(
  tx: Writer,
  recording: RecordingRow,
  { sound, durationMs }: { readonly sound: Uint8Array; readonly durationMs: number },
): Promise<void> {
  const { id, size, pieces } = recording
  await tx.insertInto('recordingPieces').values({ recordingId: id, number: pieces, sound }).execute()
  await tx
    .updateTable('recordings')
    .set({
      durationMs: Math.max(durationMs, recording.durationMs),
      size: size + sound.length,
      pieces: pieces + 1,
    })
    .where('id', '=', id)
    .execute()
}

/** One piece of a recording, or undefined past its end. */
export async function pieceOf(db: Reader, id: string, number: number): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('recordingPieces')
    .select('sound')
    .where('recordingId', '=', id)
    .where('number', '=', number)
    .executeTakeFirst()
  return row?.sound
}

/** Removes a recording with its pieces. */
export async function removeRecording(tx: Writer, id: string): Promise<void> {
  await tx.deleteFrom('recordingPieces').where('recordingId', '=', id).execute()
  await tx.deleteFrom('recordings').where('id', '=', id).execute()
}

/** All that was recorded and is no attachment, the oldest first. One without any sound is not worth asking about. */
export async function unfinishedRecordings(db: Reader): Promise<UnfinishedRecording[]> {
  return db
    .selectFrom('recordings as r')
    .leftJoin('visits as v', 'v.id', 'r.ownerId')
    .leftJoin('enterprises as e', (join) =>
      join.on(sql<boolean>`e.id = coalesce(v.enterprise_id, r.enterprise_id)`),
    )
    .select(['r.id', 'r.ownerTable', 'r.ownerId', 'e.name as about', 'r.startedAt', 'r.durationMs'])
    .where('r.pieces', '>', 0)
    .orderBy('r.startedAt')
    .orderBy('r.id')
    .execute()
}

/** The outline of a recording's loudness, by the hash of its bytes. */
export async function findWaveform(db: Reader, sha256: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('waveforms').select('peaks').where('sha256', '=', sha256).executeTakeFirst()
  return row?.peaks
}

/** Keeps the outline of a recording's loudness. */
export async function keepWaveform(tx: Writer, sha256: string, peaks: Uint8Array): Promise<void> {
  await tx
    .insertInto('waveforms')
    .values({ sha256, peaks })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet({ peaks }))
    .execute()
}
