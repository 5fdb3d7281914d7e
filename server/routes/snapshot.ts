import type { Writable } from 'node:stream'
import { createGunzip, gzipSync } from 'node:zlib'
import type { FastifyTypeProviderDefault } from 'fastify'
import { sql } from 'kysely'
import { ErrorResponse } from '#shared/sync/protocol.ts'
import { SnapshotEnd, SnapshotHead, SnapshotQuery, SnapshotScopes } from '#shared/sync/snapshot.ts'
import { HttpError } from '../errors.ts'
import { rightsOf } from '../sync/rights.ts'
import type { Snapshot } from '../sync/snapshot-cache.ts'
import { scopesWorthSnapshot } from '../sync/snapshot-scopes.ts'
import { writePieces } from '../write-pieces.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

/** Milliseconds after which a long answer looks again whether its reader still may read. */
const recheckMs = 2000

/** Whole scopes for a device that begins, in parts. */
export function snapshotRoutes(app: App, context: RouteContext): void {
  app.get(
    '/snapshot/scopes',
    {
      schema: {
        summary: 'Granted scopes that are worth a snapshot, the most useful first.',
        security: [{ deviceToken: [] }],
        response: { 200: SnapshotScopes, '4xx': ErrorResponse, '5xx': ErrorResponse },
      },
    },
    async (request) => {
      const { userId } = await signedIn(context, request)
      const now = context.clock()
      return {
        epoch: await epochOf(context),
        serverTime: now,
        scopes: await scopesWorthSnapshot(context.db, userId, new Date(now).toISOString().slice(0, 10)),
      }
    },
  )
  app.withTypeProvider<FastifyTypeProviderDefault>().get(
    '/snapshot',
    {
      schema: {
        summary: 'All records of a scope as lines of JSON in chunks; see docs/protocol.md.',
        security: [{ deviceToken: [] }],
        querystring: SnapshotQuery,
        response: { '4xx': ErrorResponse, '5xx': ErrorResponse },
      },
    },
    async (request, reply) => {
      const { userId } = await signedIn(context, request)
      const { scope, after = null, since = 0 } = SnapshotQuery.parse(request.query)
      const mayRead = async () => (await rightsOf(context.db, userId)).grants.includes(scope)
      if (!(await mayRead())) throw new HttpError('not-found')
      // What has left the scope is not for whoever comes now: an older snapshot would still show it.
      const { rows } = await sql<{ max_seq: number; left_at: number | null }>`
        select max_seq, (
          select max(seq) from change
          where scope = scope.id and kind = 'leave' and seq > max_seq - ${context.snapshots.behind}
        ) as left_at
        from scope where id = ${scope}`.execute(context.db)
      const head = rows[0]?.max_seq ?? 0
      const least = Math.max(Math.min(since, head), rows[0]?.left_at ?? 0)
      const wanted = { epoch: await epochOf(context), head, least }
      const snapshot = await context.snapshots.get(scope, wanted)
      const stillMayRead = async () => {
        await signedIn(context, request)
        if (!(await mayRead())) throw new HttpError('not-found')
      }
      const about = { scope, serverTime: context.clock() }
      const sendTo = async (target: Writable) => {
        try {
          await writePieces(target, membersOf(snapshot, after, about, stillMayRead))
        } catch (error) {
          request.log.warn({ err: error }, 'a snapshot was not sent to its end')
        }
      }
      reply.type('application/x-ndjson; charset=utf-8').header('cache-control', 'no-store')
      // Chunks lie compressed in the cache; who cannot take them so gets them unpacked.
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
        const plain = createGunzip()
        void sendTo(plain)
        return reply.header('x-no-compression', '1').send(plain)
      }
      reply.header('content-encoding', 'gzip').hijack()
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value)
      await sendTo(reply.raw)
    },
  )
}

async function epochOf({ db }: RouteContext): Promise<string> {
  const { epoch } = await db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
  return epoch
}

/** The gzip members of one answer: head, chunks, end. */
async function* membersOf(
  snapshot: Snapshot,
  after: string | null,
  { scope, serverTime }: { readonly scope: string; readonly serverTime: number },
  stillMayRead: () => Promise<void>,
): AsyncGenerator<Buffer> {
  const { epoch, pin } = snapshot.start
  yield member(
    SnapshotHead.parse({ kind: 'snapshot', epoch, serverTime, scope, pin, records: snapshot.total() }),
  )
  let checked = Date.now()
  for await (const chunk of snapshot.chunks(after)) {
    if (Date.now() - checked > recheckMs) {
      await stillMayRead()
      checked = Date.now()
    }
    yield chunk
  }
  yield member(SnapshotEnd.parse({ kind: 'end', ...snapshot.counts() }))
}

const member = (line: unknown): Buffer => gzipSync(`${JSON.stringify(line)}\n`)
