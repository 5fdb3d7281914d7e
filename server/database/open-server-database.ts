import type { FastifyBaseLogger } from 'fastify'
import { embeddedPostgres } from './embedded.ts'
import { type Database, openDatabase } from './open-database.ts'

/** Opens a database for a command or a server: `databaseUrl`, or the embedded one in `dataDir`. */
export async function openServerDatabase({
  dataDir,
  databaseUrl,
  log,
}: {
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
  readonly log?: FastifyBaseLogger
}): Promise<{
  db: Database
  close: () => Promise<void>
}> {
  const onError = (error: Error) => log?.warn({ err: error }, 'a database connection broke')
  if (databaseUrl) return openDatabase(databaseUrl, onError)
  const embedded = await embeddedPostgres(dataDir)
  try {
    const { db, close } = await openDatabase(embedded.url, onError)
    return {
      db,
      close: async () => {
        await close()
        await embedded.release()
      },
    }
  } catch (error) {
    await embedded.release()
    throw error
  }
}
