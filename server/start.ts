import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import { checkEpoch, epochFile, watchEpoch } from './administration/epoch.ts'
import { createServer } from './app.ts'
import type { Database } from './database/open-database.ts'
import { openServerDatabase } from './database/open-server-database.ts'
import { diskStorage } from './files/disk-storage.ts'
import type { FileStorage } from './files/file-storage.ts'
import { tidyFiles } from './files/housekeeping.ts'
import { expireWholes } from './sync/expired-wholes.ts'
import { giveMissingTripKeys } from './sync/trip-keys.ts'
import { notifications } from './wake/notifications.ts'

/** How long requests that are under way may take to end when the server stops. */
const graceMs = 4000

/** How often it looks for files that nobody needs. */
const tidyMs = 3_600_000

/** How often it looks for whole operations that nobody will complete any more. */
const expireMs = 3_600_000

/** How often the server writes down outside the database how far it has come. */
const rememberMs = 60_000

export interface StartOptions {
  /** Folder of the embedded PostgreSQL (unless `databaseUrl` is given), of the snapshots and of the epoch's copy. */
  readonly dataDir: string
  /** 0: any free one. */
  readonly port?: number
  readonly host?: string
  /** A PostgreSQL server to use instead of the embedded one. */
  readonly databaseUrl?: string | undefined
  /** Addresses or networks of the proxies whose word on a request's origin is believed, with commas between. */
  readonly trustProxy?: string | undefined
  /** Where the bytes of attachments stand; the folder `files` in `dataDir` unless said. */
  readonly files?: FileStorage
  readonly clock?: () => number
  readonly log?: FastifyBaseLogger
}

export interface RunningServer {
  /** Address for devices, without a slash at the end. */
  readonly url: string
  readonly database: Database
  /** Finishes open requests, closes the database and stops the embedded PostgreSQL when nobody else uses it. */
  readonly stop: () => Promise<void>
}

/** @throws when files are known that are not where this server looks for them */
async function checkFiles(db: Database, files: FileStorage): Promise<void> {
  const known = await db.selectFrom('blobs').select('sha256').limit(1).executeTakeFirst()
  if (known && !(await files.isInPlace()))
    throw new Error(
      'The files of the attachments are not where they should be. Is their disk there, and is --files the folder of before? ' +
        'To go on without them, put an empty file named outpost-files into the folder: devices that have them will send them again.',
    )
}

/** Starts the central server. @throws when the database or the address cannot be had; nothing keeps running then. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { port = 0, host = '127.0.0.1', clock, log } = options
  const files = options.files ?? diskStorage(join(options.dataDir, 'files'))
  const { db, close } = await openServerDatabase(options)
  const file = epochFile(options.dataDir)
  try {
    if (await checkEpoch(db, file))
      log?.warn('The database is from before; devices will offer their work again.')
    // A trip may have been written by a version without keys, or just before a crash.
    await giveMissingTripKeys(db, (clock ?? Date.now)())
    await checkFiles(db, files)
    const { databaseUrl } = options
    const app = await createServer({
      database: db,
      files,
      ...(clock ? { clock } : {}),
      ...(log ? { log } : {}),
      ...(databaseUrl ? { connectOthers: (heard) => notifications(databaseUrl, heard) } : {}),
      snapshotFolder: join(options.dataDir, 'snapshots'),
      ...(options.trustProxy ? { trustProxy: options.trustProxy } : {}),
    })
    const url = await app.listen({ port, host })
    const remember = () =>
      watchEpoch(db, file)
        .then(
          (rotated) =>
            rotated && log?.warn('The database is from before; devices will offer their work again.'),
        )
        .catch((error) => log?.warn({ err: error }, 'the epoch was not written down'))
    const remembering = setInterval(remember, rememberMs)
    remembering.unref()
    const expire = () =>
      expireWholes(db, (clock ?? Date.now)()).catch((error) =>
        log?.warn({ err: error }, 'wholes that wait were not looked through'),
      )
    const expiring = setInterval(expire, expireMs)
    expiring.unref()
    void expire()
    const tidy = () =>
      tidyFiles(db, files, (clock ?? Date.now)()).catch((error) =>
        log?.warn({ err: error }, 'the files of attachments were not looked through'),
      )
    const tidying = setInterval(tidy, tidyMs)
    tidying.unref()
    const tidiedFirst = tidy()
    return {
      url,
      database: db,
      stop: async () => {
        // A device that never reads its answer must not keep the server from stopping.
        const cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
        await app.close()
        clearTimeout(cut)
        clearInterval(remembering)
        clearInterval(expiring)
        clearInterval(tidying)
        await tidiedFirst
        await remember()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
