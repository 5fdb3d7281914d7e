import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { Health, protocolVersion } from '#shared/sync/protocol.ts'
import type { App, RouteContext } from './context.ts'

/** A database that does not answer must not keep the server from saying that it is there. */
const epochWithinMs = 500

/** Whether the server is there (`/health` for devices, `/livez`, `/readyz` for whoever operates it). */
export function healthRoutes(app: App, { db, clock }: RouteContext): void {
  const epochOf = () => db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
  app.get(
    '/health',
    { schema: { summary: 'Tells devices that this is an Outpost server.', response: { 200: Health } } },
    async () => ({
      service: 'outpost' as const,
      protocol: protocolVersion,
      serverTime: clock(),
      ...(await Promise.race([epochOf().catch(() => ({})), sleep(epochWithinMs, {})])),
    }),
  )
  const Status = z.object({ status: z.literal('ok') })
  app.get('/livez', { schema: { summary: 'The process runs.', response: { 200: Status } } }, async () => ({
    status: 'ok' as const,
  }))
  app.get(
    '/readyz',
    { schema: { summary: 'The database answers too.', response: { 200: Status } } },
    async () => {
      await sql`select 1`.execute(db)
      return { status: 'ok' as const }
    },
  )
}
