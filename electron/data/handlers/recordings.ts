import { AppError } from '#shared/contract/errors.ts'
import type { recordingsContract } from '#shared/contract/recordings.ts'
import { withDuration } from '#shared/domain/webm.ts'
import { lookedAt, typeOfFile } from '../files/file-type.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { belongingOf, findAttachment } from '../queries/attachments.ts'
import { isLocal, keepLocalFile, waitForUpload } from '../queries/files.ts'
import {
  addPiece,
  beginRecording,
  findRecording,
  findWaveform,
  keepWaveform,
  pieceOf,
  type RecordingRow,
  removeRecording,
  unfinishedRecordings,
} from '../queries/recordings.ts'
import { record } from '../record/record.ts'

export const recordingHandlers: Handlers<typeof recordingsContract> = {
  'recordings.begin': async ({ write, author, clock }, given) => {
    author()
    await write((tx) => beginRecording(tx, { ...given, startedAt: clock.now }))
    return null
  },
  'recordings.append': async ({ write }, { id, number, sound, durationMs }) => {
    await write(async (tx) => {
      const recording = await findRecording(tx, id)
      if (!recording) throw new AppError('record/not-found')
      // A piece whose answer was lost comes again.
      if (number < recording.pieces) return
      if (number > recording.pieces) throw new AppError('file/interrupted')
      await addPiece(tx, recording, { sound, durationMs })
    })
    return null
  },
  'recordings.finish': finish,
  'recordings.discard': async ({ write }, { id }) => {
    await write((tx) => removeRecording(tx, id))
    return null
  },
  'recordings.unfinished': ({ read }) => read(unfinishedRecordings),
  'recordings.waveform': ({ read }, { id }) =>
    read(async (db) => {
      const attachment = await findAttachment(db, id)
      const peaks = attachment && (await findWaveform(db, attachment.sha256))
      return peaks ? { peaks: new Uint8Array(peaks) } : null
    }),
  'recordings.keepWaveform': async ({ write }, { id, peaks }) => {
    await write(async (tx) => {
      const attachment = await findAttachment(tx, id)
      if (!attachment) throw new AppError('record/not-found')
      await keepWaveform(tx, attachment.sha256, peaks)
    })
    return null
  },
}

/** The file first; then its record and the end of the recording in one transaction, so that it is never both or neither. */
async function finish(context: HandlerContext, { id }: { id: string }): Promise<{ id: string }> {
  const { read, write, author, vault, clock } = context
  const writer = author()
  const { cabinet } = vault.open().files
  return cabinet.alone(async () => {
    const recording = await read((db) => findRecording(db, id))
    if (!recording) {
      if (await read((db) => findAttachment(db, id))) return { id }
      throw new AppError('record/not-found')
    }
    if (recording.pieces === 0) throw new AppError('file/empty')
    const { sha256, size, mime } = await storeSound(context, recording)
    const { ownerTable, ownerId, enterpriseId, tripId, confidentiality, name, durationMs } = recording
    try {
      await write(async (tx) => {
        const owner = { ownerTable, ownerId }
        const place = (await belongingOf(tx, owner)) ?? { enterpriseId, tripId }
        const values = { ...owner, ...place, confidentiality, name, durationMs, mime, sha256, size }
        await record(tx, writer, {
          table: 'attachments',
          id,
          kind: 'set',
          values: { ...values, kind: 'audio' },
        })
        await keepLocalFile(tx, sha256, size, clock.now)
        await waitForUpload(tx, { attachmentId: id, sha256, size, at: clock.now })
        await removeRecording(tx, id)
      })
    } catch (error) {
      if (!(await vault.open().store.read((db) => isLocal(db, sha256)))) await cabinet.remove(sha256)
      throw error
    }
    return { id }
  })
}

/** Puts the pieces together into a file of this device that says how long it is. */
async function storeSound(
  { read, vault }: HandlerContext,
  { id, name, size, pieces, durationMs }: RecordingRow,
): Promise<{ sha256: string; size: number; mime: string }> {
  const piece = async (number: number) => {
    const sound = await read((db) => pieceOf(db, id, number))
    if (!sound) throw new AppError('file/damaged')
    return sound
  }
  const head = withDuration(await piece(0), durationMs)
  const { mime } = await typeOfFile(name, head.subarray(0, lookedAt))
  const incoming = await vault.open().files.cabinet.receive(size)
  try {
    await incoming.append(head)
    for (let number = 1; number < pieces; number += 1) await incoming.append(await piece(number))
  } catch (error) {
    await incoming.drop()
    throw error
  }
  return { ...(await incoming.store()), mime: mime.replace(/^video\//, 'audio/') }
}
