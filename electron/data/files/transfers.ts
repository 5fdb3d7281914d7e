import type { z } from 'zod'
import { smallFile } from '#shared/contract/attachments.ts'
import { AppError } from '#shared/contract/errors.ts'
import { ClaimResponse, FileReason, FileStatesResponse, stateLimit } from '#shared/sync/files-protocol.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Store } from '../database/open-database.ts'
import type { Log } from '../host/log.ts'
import {
  askForKeptTrips,
  changeDownload,
  changeUpload,
  type DownloadRow,
  downloadsToFetch,
  dropLinesOfTheGone,
  endDownloads,
  forgetLocalFile,
  isLocal,
  keepLocalFile,
  knownFiles,
  offerFilesAgain,
  safeFiles,
  type UploadRow,
  unusedFiles,
  uploadsToSend,
  waitForUpload,
} from '../queries/files.ts'
import { callServer, ServerRefusal } from '../sync/http.ts'
import { type Lane, startLane, type Timing } from '../sync/lane.ts'
import { endsSession, problemOf } from '../sync/problems.ts'
import type { Session } from '../sync/session.ts'
import { readSyncState } from '../sync/sync-state.ts'
import type { FileCabinet } from './cabinet.ts'
import { downloadFile } from './download.ts'
import { readFileSettings } from './settings.ts'
import { uploadFile } from './upload.ts'

/** The ways of files to the server and from it, beside those of the records. */
export interface FileTransfers {
  /** Something is to be sent or fetched, or the network is back: a round at once. */
  readonly nudge: () => void
  /** One round of each, and what is left over removed. */
  readonly now: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Surroundings {
  readonly store: Store
  readonly cabinet: FileCabinet
  readonly log: Log
  readonly open: () => Promise<Session | undefined>
  readonly timing: Timing & { readonly now: () => number; readonly intervalMs: number }
  /** The engine stops. */
  readonly signal: AbortSignal
}

/** A deleted attachment can be brought back for so long. */
const undoDays = 30
const lookAfterMs = 86_400_000
const retryTripFilesMs = 3_600_000
/** How often the progress of a file is written down. */
const progressMs = 400

/** Sends and fetches files for as long as the store is open. */
export function startTransfers({ store, cabinet, log, open, timing, signal }: Surroundings): FileTransfers {
  const at = () => new Date(timing.now()).toISOString()

  const send = startLane({
    ...timing,
    work: async () => {
      const session = await open()
      if (!session) return
      await sendWaiting(session)
    },
  })
  const fetch = startLane({
    ...timing,
    work: async () => {
      const session = await open()
      if (!session) return
      await fetchAsked(session)
    },
  })
  const tidy = startLane({ ...timing, intervalMs: timing.intervalMs * 60, work: tidyUp })

  async function sendWaiting(session: Session): Promise<void> {
    await noticeAnotherServer()
    await lookAfterSafe(session)
    const limit = await largestOver(session)
    if (limit === 0) return
    const rows = await store.read((db) => uploadsToSend(db, limit))
    let again = false
    let trouble: { readonly error: unknown; readonly times: number } | null = null
    for (let from = 0; from < rows.length; from += stateLimit) {
      const some = rows.slice(from, from + stateLimit)
      const { files } = await callServer(session.connection, {
        method: 'GET',
        path: `files/state?ids=${some.map(({ attachmentId }) => attachmentId).join(',')}`,
        answer: FileStatesResponse,
      })
      const states = new Map(files.map((file) => [file.id, file]))
      for (const row of some) {
        if (signal.aborted) return
        const known = states.get(row.attachmentId)
        if (!known || known.state === 'unknown') continue
        try {
          again = !(await sendOne(session, row, known)) || again
          trouble = null
        } catch (error) {
          if (signal.aborted) return
          if (isOfThisFile(error)) await noteRefusal(row, error)
          else {
            // One file may break its connection again and again; when the next one does too, it is the network.
            const times: number = (trouble?.times ?? 0) + 1
            trouble = { error, times }
            if (times > 1 || endsSession(error)) throw error
          }
        }
      }
    }
    if (trouble) throw trouble.error
    if (again) throw new AppError('server/failed')
  }

  /** @returns false when the server has the bytes but has not judged them yet */
  async function sendOne(session: Session, row: UploadRow, known: KnownState): Promise<boolean> {
    if (known.state === 'available') return settle(row, 'safe')
    if (known.state === 'refused' && known.reason !== 'hash-mismatch') return refuse(row, known.reason)
    if (known.state === 'absent' && row.url === null && (await claimed(session, row)))
      return settle(row, 'safe')
    const reader = await cabinet.open(row.sha256)
    try {
      if (reader.size !== row.size) throw new AppError('file/damaged')
      let told = 0
      await uploadFile({
        connection: session.connection,
        attachmentId: row.attachmentId,
        sha256: row.sha256,
        reader,
        url: row.url,
        onUrl: (url) => store.write((tx) => changeUpload(tx, row.attachmentId, { url })),
        onSent: (sent) => {
          if (timing.now() - told < progressMs) return
          told = timing.now()
          store.write((tx) => changeUpload(tx, row.attachmentId, { sent })).catch(noted)
        },
      })
    } finally {
      await reader.close()
    }
    const { files } = await callServer(session.connection, {
      method: 'GET',
      path: `files/state?ids=${row.attachmentId}`,
      answer: FileStatesResponse,
    })
    const [after] = files
    if (after?.state === 'available') return settle(row, 'safe')
    if (after?.state === 'refused') return refuse(row, after.reason)
    return false
  }

  async function claimed(session: Session, { attachmentId, sha256 }: UploadRow): Promise<boolean> {
    const answer = await callServer(session.connection, {
      method: 'POST',
      path: 'files/claim',
      body: { attachment: attachmentId, sha256 },
      answer: ClaimResponse,
    })
    return answer.state === 'available'
  }

  async function settle({ attachmentId, size }: UploadRow, state: 'safe'): Promise<true> {
    await store.write((tx) => changeUpload(tx, attachmentId, { state, url: null, sent: size, reason: null }))
    return true
  }

  async function refuse({ attachmentId }: UploadRow, reason: string): Promise<true> {
    await store.write((tx) =>
      changeUpload(tx, attachmentId, { state: 'refused', url: null, sent: 0, reason }),
    )
    return true
  }

  async function noteRefusal(row: UploadRow, error: unknown): Promise<void> {
    log.error(`a file was not taken: ${problemOf(error)}`, error)
    await refuse(row, reasonOf(error))
  }

  async function fetchAsked(session: Session): Promise<void> {
    await store.write((tx) => askForKeptTrips(tx, at()))
    const retryBefore = new Date(timing.now() - retryTripFilesMs).toISOString()
    const largest = await largestOver(session)
    const rows = await store.read((db) => downloadsToFetch(db, { largest, retryBefore }))
    for (const row of rows) {
      if (signal.aborted) return
      try {
        await fetchOne(session, row)
      } catch (error) {
        if (signal.aborted) return
        const ofThisFile =
          isOfThisFile(error) || (error instanceof AppError && error.code === 'store/disk-full')
        if (!ofThisFile) throw error
        await store.write((tx) => changeDownload(tx, row.attachmentId, { reason: reasonOf(error) }))
        log.error(`a file did not come: ${problemOf(error)}`, error)
      }
    }
  }

  async function fetchOne(session: Session, { attachmentId, sha256, size }: DownloadRow): Promise<void> {
    if (!(await store.read((db) => isLocal(db, sha256))) || !cabinet.has(sha256)) {
      const arriving = await cabinet.arrive(sha256, size)
      let told = 0
      try {
        await downloadFile(session.connection, { attachmentId, sha256, size }, arriving, (received) => {
          if (timing.now() - told < progressMs) return
          told = timing.now()
          store.write((tx) => changeDownload(tx, attachmentId, { received })).catch(noted)
        })
      } catch (error) {
        await (error instanceof AppError && error.code === 'file/damaged'
          ? arriving.drop()
          : arriving.pause())
        throw error
      }
      await cabinet.alone(async () => {
        await arriving.store()
        await store.write((tx) => keepLocalFile(tx, sha256, size, at()))
      })
    }
    await store.write((tx) => endDownloads(tx, sha256))
  }

  const noted = (error: unknown) => log.error('the progress of a file could not be noted', error)

  /** A server that was set back to an earlier state may have lost files that were safe. */
  async function noticeAnotherServer(): Promise<void> {
    const { epoch, known } = await store.read(async (db) => ({
      epoch: (await readSyncState(db)).epoch,
      known: await readMeta(db, 'filesEpoch'),
    }))
    if (epoch === null || epoch === known) return
    await store.write(async (tx) => {
      if (known !== undefined) await offerFilesAgain(tx)
      await writeMeta(tx, 'filesEpoch', epoch)
    })
  }

  /** Once a day: a file that the server lost is sent again by who has it. */
  async function lookAfterSafe({ connection }: Session): Promise<void> {
    const last = await store.read((db) => readMeta(db, 'filesLookedAfter'))
    if (last !== undefined && Math.abs(timing.now() - Number(last)) < lookAfterMs) return
    for (let after = ''; ; ) {
      const some = await store.read((db) => safeFiles(db, after, stateLimit))
      const lastOne = some.at(-1)
      if (!lastOne) break
      after = lastOne.attachmentId
      const { files } = await callServer(connection, {
        method: 'GET',
        path: `files/state?ids=${some.map(({ attachmentId }) => attachmentId).join(',')}`,
        answer: FileStatesResponse,
      })
      const lost = new Set(files.filter(({ state }) => state === 'absent').map(({ id }) => id))
      await store.write(async (tx) => {
        for (const row of some)
          if (lost.has(row.attachmentId))
            await waitForUpload(tx, {
              attachmentId: row.attachmentId,
              sha256: row.sha256,
              size: row.size,
              at: at(),
            })
      })
    }
    await store.write((tx) => writeMeta(tx, 'filesLookedAfter', String(timing.now())))
  }

  async function largestOver({ metered }: Session): Promise<number | null> {
    if (!metered) return null
    const settings = await store.read(readFileSettings)
    return { none: 0, small: smallFile, all: null }[settings.metered]
  }

  /** Removes the files of records that are gone. */
  async function tidyUp(): Promise<void> {
    await cabinet.alone(async () => {
      const unused = await store.write(async (tx) => {
        await dropLinesOfTheGone(tx)
        const horizon = new Date(timing.now() - undoDays * 86_400_000).toISOString()
        return unusedFiles(tx, at(), horizon)
      })
      for (const sha256 of unused) {
        await cabinet.remove(sha256)
        await store.write((tx) => forgetLocalFile(tx, sha256))
      }
    })
  }

  const sending = new Set(['fileUploads', 'outbox', 'quarantine'])
  const fetching = new Set(['fileDownloads', 'keptTrips', 'attachments'])
  const unlisten = store.onWrite((tables) => {
    // The progress of a file is written here too: it must not ask for another round at its end.
    if (!tables.every((table) => table === 'fileUploads') && tables.some((table) => sending.has(table)))
      send.nudge()
    if (!tables.every((table) => table === 'fileDownloads') && tables.some((table) => fetching.has(table)))
      fetch.nudge()
    if (tables.includes('departed')) tidy.nudge()
  })

  const lanes: readonly Lane[] = [send, fetch, tidy]
  return {
    nudge: () => {
      send.wake()
      fetch.wake()
    },
    now: async () => {
      for (const lane of lanes) await lane.now()
    },
    stop: async () => {
      unlisten()
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
  }
}

/** At the start, before anything is taken in: what no row speaks of was left over by a crash. */
export async function sweepLeftovers(store: Store, cabinet: FileCabinet): Promise<number> {
  const { whole, partial } = await store.read(knownFiles)
  return cabinet.sweep(whole, partial)
}

type KnownState = z.infer<typeof FileStatesResponse>['files'][number]

/** Whether only this file is concerned; what concerns the connection or the session ends the round. */
function isOfThisFile(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'file/damaged' || error.code === 'file/missing'
  if (!(error instanceof ServerRefusal) || endsSession(error)) return false
  return error.status < 500 ? error.status !== 429 : error.status === 507
}

/** A key of the `reason` group of the `attachments` texts. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code === 'store/disk-full' ? 'disk-full' : 'damaged-here'
  if (!(error instanceof ServerRefusal)) return 'other'
  const named = FileReason.safeParse(error.error).data
  if (named) return named
  if (error.error === 'quota-exceeded') return 'quota-exceeded'
  if (error.status === 404) return 'not-there'
  if (error.status === 403) return 'not-allowed'
  return error.status === 413 ? 'too-large' : 'other'
}
