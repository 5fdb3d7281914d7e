import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { type Session, sessionOf } from '../accounts/tokens.ts'
import type { Database } from '../database/open-database.ts'
import { HttpError } from '../errors.ts'
import type { FileStorage } from '../files/file-storage.ts'
import type { SnapshotCache } from '../sync/snapshot-cache.ts'
import type { ServerStamps } from '../sync/stamps.ts'
import type { WakeHub } from '../wake/wake-hub.ts'

/** What the routes work with. */
export interface RouteContext {
  readonly db: Database
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly stamps: ServerStamps
  readonly snapshots: SnapshotCache
  readonly wake: WakeHub
  /** Where the bytes of attachments stand. */
  readonly files: FileStorage
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The device and user that a request comes from. @throws HttpError 401 when it comes from none. */
export async function signedIn({ db }: RouteContext, request: FastifyRequest): Promise<Session> {
  const session = await sessionOf(db, request.headers.authorization)
  if (typeof session === 'string') throw new HttpError(session)
  return session
}
