import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { protocolVersion } from '#shared/sync/protocol.ts'
import type { Database } from './database/open-database.ts'
import { answerErrorsUniformly } from './error-responses.ts'
import { diskStorage } from './files/disk-storage.ts'
import type { FileStorage } from './files/file-storage.ts'
import { bodyLimit, readJsonBodies } from './request-body.ts'
import { authRoutes } from './routes/auth.ts'
import { changesRoutes } from './routes/changes.ts'
import type { App, RouteContext } from './routes/context.ts'
import { deviceRoutes } from './routes/devices.ts'
import { filesRoutes } from './routes/files.ts'
import { healthRoutes } from './routes/health.ts'
import { pushRoutes } from './routes/push.ts'
import { snapshotRoutes } from './routes/snapshot.ts'
import { wakeRoutes } from './routes/wake.ts'
import { snapshotCache } from './sync/snapshot-cache.ts'
import { type ServerStamps, serverStamps } from './sync/stamps.ts'
import type { Notifications } from './wake/notifications.ts'
import { wakeHub } from './wake/wake-hub.ts'

export interface ServerOptions {
  readonly database: Database
  /** Milliseconds since 1970; tests set their own. */
  readonly clock?: () => number
  /** The stamps this process gives; the simulator seeds them. */
  readonly stamps?: ServerStamps
  /** A pino logger; without one nothing is logged. See `serverLog`. */
  readonly log?: FastifyBaseLogger
  /** Folder for the files of snapshots; the system's for passing files unless said. */
  readonly snapshotFolder?: string
  /** Addresses or networks of the proxies before this server: only they may say whom a request comes from. */
  readonly trustProxy?: string
  /** Where the bytes of attachments stand; the system's folder for passing files unless said. */
  readonly files?: FileStorage
  /** Connects with other processes of this server on the same database; without it there are none. */
  readonly connectOthers?: (heard: () => void) => Promise<Notifications>
}

/** Requests of one address within a minute. A device that catches up after weeks stays far below. */
const requestsPerMinute = 3000

/** A device names every scope it has in one address line, some 60 bytes each. */
const headerBytes = 262_144

/** Builds the central server. It listens nowhere yet and holds no state but the database. */
export async function createServer({
  database,
  clock = Date.now,
  stamps = serverStamps(),
  log,
  snapshotFolder = join(tmpdir(), 'outpost-server'),
  trustProxy,
  files = diskStorage(join(tmpdir(), 'outpost-server-files')),
  connectOthers,
}: ServerOptions): Promise<App> {
  const app = Fastify({
    ...(log ? { loggerInstance: log } : {}),
    ...(trustProxy ? { trustProxy } : {}),
    bodyLimit,
    requestTimeout: 120_000,
    http: { maxHeaderSize: headerBytes },
    routerOptions: { maxParamLength: 200 },
    // Requests are noted below without their query, which tells what a device holds.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()

  // What brings its own routes or schemas comes before the zod compilers, which take zod schemas only.
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] }, useDefaults: false },
  })
  await app.register(rateLimit, { max: requestsPerMinute, timeWindow: 60_000 })
  await app.register(compress, {
    encodings: ['gzip', 'identity'],
    globalDecompression: false,
    zlibOptions: { level: constants.Z_BEST_SPEED },
  })
  readJsonBodies(app)
  answerErrorsUniformly(app)
  logRequests(app)

  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, { openapi: description, transform: jsonSchemaTransform })
  const snapshots = snapshotCache(database, snapshotFolder, clock)
  app.addHook('onClose', snapshots.close)
  let others: Notifications | null = null
  const wake = wakeHub({
    db: database,
    tellOthers: async () => others?.tellOthers(),
    onError: (error) => app.log.warn({ err: error }, 'devices could not be woken'),
  })
  others = (await connectOthers?.(wake.heard)) ?? null
  app.addHook('preClose', async () => {
    wake.close()
    await others?.close()
  })
  const context: RouteContext = { db: database, clock, stamps, snapshots, wake, files }
  healthRoutes(app, context)
  authRoutes(app, context)
  pushRoutes(app, context)
  changesRoutes(app, context)
  snapshotRoutes(app, context)
  deviceRoutes(app, context)
  wakeRoutes(app, context)
  await filesRoutes(app, context)
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  return app
}

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Outpost central server',
    description: 'See docs/protocol.md for the rules behind these addresses.',
    version: String(protocolVersion),
  },
  components: {
    securitySchemes: { deviceToken: { type: 'http' as const, scheme: 'bearer' } },
  },
}

function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    )
  })
}
