import { basename } from 'node:path'
import {
  type AttachmentRow,
  type attachmentsContract,
  type FilePlace,
  largestPiece,
  type PhotoFolder,
} from '#shared/contract/attachments.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { Attachment } from '#shared/domain/attachments.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader } from '../database/schema.ts'
import { nameOnDisk, storedName } from '../files/file-type.ts'
import type { TakenIn } from '../files/intake.ts'
import { changeFileSettings, readFileSettings } from '../files/settings.ts'
import { writeOut } from '../files/write-out.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import {
  attachmentsOf,
  belongingOf,
  findAttachment,
  type PlacedAttachment,
  placedAttachment,
  tripFiles,
} from '../queries/attachments.ts'
import {
  askForFile,
  isLocal,
  isTripKept,
  keepLocalFile,
  keepPhotosTaken,
  photosTaken,
  setTripKept,
  waitForUpload,
} from '../queries/files.ts'
import { record } from '../record/record.ts'

export const attachmentHandlers: Handlers<typeof attachmentsContract> = {
  'attachments.list': ({ read, account }, { ownerTable, ownerId, withRelated }) =>
    read(async (db) => {
      const rows = await attachmentsOf(db, { table: ownerTable, id: ownerId, related: withRelated })
      return rows.map((row) => rowOf(row, account?.userId))
    }),
  'attachments.get': ({ read, account }, { id }) =>
    read(async (db) => {
      const row = await placedAttachment(db, id)
      return row ? rowOf(row, account?.userId) : null
    }),
  'attachments.begin': async ({ vault, author }, { name, size }) => {
    author()
    return { intake: await vault.open().files.intakes.begin(name, size) }
  },
  'attachments.append': async ({ vault }, { intake, at, bytes }) => {
    await vault.open().files.intakes.append(intake, at, bytes)
    return null
  },
  'attachments.finish': finish,
  'attachments.cancel': async ({ vault }, { intake }) => {
    await vault.open().files.intakes.cancel(intake)
    return null
  },
  'attachments.update': async ({ write, author }, { id, ...values }) => {
    const context = author()
    await write(async (tx) => {
      if (!(await findAttachment(tx, id))) throw new AppError('record/not-found')
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
      await record(tx, context, { table: 'attachments', id, kind: 'set', values: given })
    })
    return null
  },
  'attachments.download': async ({ write, clock, sync }, { id }) => {
    await write(async (tx) => {
      const found = await findAttachment(tx, id)
      if (!found) throw new AppError('record/not-found')
      if (await isLocal(tx, found.sha256)) return
      const { sha256, size } = found
      await askForFile(tx, { attachmentId: id, sha256, size, askedBy: 'person', at: clock.now })
    })
    sync().files?.nudge()
    return null
  },
  'attachments.retry': async ({ write, clock, sync }, { id }) => {
    await write(async (tx) => {
      const found = await findAttachment(tx, id)
      if (!found) throw new AppError('record/not-found')
      const { sha256, size } = found
      if (!(await isLocal(tx, sha256))) throw new AppError('file/missing')
      await waitForUpload(tx, { attachmentId: id, sha256, size, at: clock.now })
    })
    sync().files?.nudge()
    return null
  },
  'attachments.read': async ({ vault, read }, { id, start, end }) => {
    const { sha256, mime } = await read((db) => attachmentHere(db, id))
    const reader = await vault.open().files.cabinet.open(sha256)
    try {
      const bytes = await reader.read(start, Math.min(end, start + largestPiece))
      return { bytes, size: reader.size, mime, etag: sha256 }
    } finally {
      await reader.close()
    }
  },
  'attachments.unseal': async ({ vault, read }, { id }) => {
    const { sha256, name } = await read((db) => attachmentHere(db, id))
    return { path: await vault.open().files.cabinet.unsealFor(sha256, nameOnDisk(name)) }
  },
  'attachments.saveCopy': async ({ vault, read, files }, { id, fileToken }) => {
    const { sha256 } = await read((db) => attachmentHere(db, id))
    const reader = await vault.open().files.cabinet.open(sha256)
    try {
      await writeOut(reader, files.pathOf(fileToken, 'write'))
      return { name: files.nameOf(fileToken), bytes: reader.size }
    } finally {
      await reader.close()
    }
  },
  'attachments.settings': ({ read }) => read(readFileSettings),
  'attachments.changeSettings': async ({ write, sync }, change) => {
    const settings = await write((tx) => changeFileSettings(tx, change))
    sync().files?.nudge()
    return settings
  },
  'attachments.tripFiles': ({ read }, { tripId }) =>
    read(async (db) => ({ kept: await isTripKept(db, tripId), ...(await tripFiles(db, tripId)) })),
  'attachments.keepTrip': async ({ write, clock, sync }, { tripId, keep }) => {
    await write((tx) => setTripKept(tx, tripId, keep, clock.now))
    sync().files?.nudge()
    return null
  },
  'attachments.photoFolder': async ({ vault, read }) => {
    const kept = await read((db) => readMeta(db, 'photoFolder'))
    if (kept === undefined) return null
    const folder = String(JSON.parse(kept))
    const listed = await vault.open().files.photos.list(folder)
    const taken = new Set(await read(photosTaken))
    return folderShown(basename(folder) || folder, listed, taken)
  },
  'attachments.setPhotoFolder': async ({ write, files }, { folderToken }) => {
    const path = files.pathOf(folderToken, 'read')
    await write((tx) => writeMeta(tx, 'photoFolder', JSON.stringify(path)))
    return null
  },
  'attachments.readFolderPhoto': async ({ vault }, { token, start, end }) => ({
    bytes: await vault.open().files.photos.read(token, start, Math.min(end, start + largestPiece)),
  }),
  'attachments.markTaken': async ({ vault, write, clock }, { tokens }) => {
    const { photos } = vault.open().files
    const marks = tokens.flatMap((token) => photos.markOf(token) ?? [])
    await write((tx) => keepPhotosTaken(tx, marks, clock.now))
    return null
  },
}

/** The file first, then row, operation and the wish to send it in one transaction. */
async function finish(
  { vault, write, author, clock }: HandlerContext,
  { intake, attachment, replaces }: Parameters<Handlers<typeof attachmentsContract>['attachments.finish']>[1],
): Promise<{ id: string }> {
  const context = author()
  const { cabinet, intakes } = vault.open().files
  const { id, name, kind, ...given } = attachment
  return cabinet.alone(async () => {
    // An answer that was lost is asked for again; the file is here already.
    if (await write((tx) => findAttachment(tx, id))) return { id }
    const taken = await intakes.store(intake)
    const { sha256, size } = taken
    try {
      await write(async (tx) => {
        const belonging = await belongingOf(tx, given)
        const values = { ...given, ...belonging, ...typed(taken, kind), name: storedName(name), sha256, size }
        await record(tx, context, { table: 'attachments', id, kind: 'set', values })
        if (replaces !== null)
          await record(tx, context, { table: 'attachments', id: replaces, kind: 'delete' })
        await keepLocalFile(tx, sha256, size, clock.now)
        await waitForUpload(tx, { attachmentId: id, sha256, size, at: clock.now })
      })
    } catch (error) {
      if (!(await vault.open().store.read((db) => isLocal(db, sha256)))) await cabinet.remove(sha256)
      throw error
    }
    return { id }
  })
}

/** What the content says, and what only the maker knows: a recording in a film's container, a card among photos. */
function typed({ mime, kind }: TakenIn, said: 'card' | 'audio' | null): Pick<Attachment, 'mime' | 'kind'> {
  if (said === 'card' && kind === 'photo') return { mime, kind: 'card' }
  if (said === 'audio') return { mime: mime.replace(/^video\//, 'audio/'), kind: 'audio' }
  return { mime, kind }
}

async function attachmentHere(db: Reader, id: string): Promise<Attachment> {
  const found = await findAttachment(db, id)
  if (!found) throw new AppError('record/not-found')
  if (!(await isLocal(db, found.sha256))) throw new AppError('file/missing')
  return found
}

function rowOf(row: PlacedAttachment, user: string | undefined): AttachmentRow {
  return {
    id: row.id,
    ownerTable: row.ownerTable,
    ownerId: row.ownerId,
    enterpriseId: row.enterpriseId,
    tripId: row.tripId,
    kind: row.kind,
    name: row.name,
    caption: row.caption,
    mime: row.mime,
    size: row.size,
    width: row.width,
    height: row.height,
    durationMs: row.durationMs,
    takenAt: row.takenAt,
    place: row.place,
    coordinates: row.coordinates,
    thumb: row.thumb,
    confidentiality: row.confidentiality,
    createdAt: row.createdAt,
    authorName: row.authorName,
    mine: row.createdBy === user,
    file: placeOf(row),
  }
}

function placeOf(row: PlacedAttachment): FilePlace {
  const here = row.here === 1
  const place = { here, percent: null, reason: null }
  if (row.recordRefused === 1) return { ...place, state: 'refused', reason: 'record-refused' }
  if (row.upload === 'refused') return { ...place, state: 'refused', reason: row.uploadReason ?? 'other' }
  if (row.upload === 'waiting')
    return row.sent !== null && row.sent > 0
      ? { ...place, state: 'uploading', percent: percent(row.sent, row.size) }
      : { ...place, state: 'local' }
  if (here) return { ...place, state: 'safe' }
  if (row.received === null || row.downloadReason !== null)
    return { ...place, state: 'remote', reason: row.downloadReason }
  return { ...place, state: 'downloading', percent: percent(row.received, row.size) }
}

const percent = (part: number, whole: number): number => Math.min(99, Math.floor((100 * part) / whole))

function folderShown(
  name: string,
  listed: Awaited<ReturnType<HandlerContextPhotos['list']>>,
  taken: ReadonlySet<string>,
): PhotoFolder {
  if (!listed) return { name, present: false, photos: [], total: 0, fresh: 0 }
  const photos = listed.photos.map(({ mark, ...photo }) => ({ ...photo, taken: taken.has(mark) }))
  const newest = listed.all.findIndex((mark) => taken.has(mark))
  const fresh = newest === -1 ? listed.all.length : newest
  return { name, present: true, photos, total: listed.all.length, fresh }
}

type HandlerContextPhotos = ReturnType<HandlerContext['vault']['open']>['files']['photos']
