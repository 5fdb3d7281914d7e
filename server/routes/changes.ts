import type { FastifyTypeProviderDefault } from 'fastify'
import { z } from 'zod'
import { ChangesResponse, ErrorResponse, pageLimit } from '#shared/sync/protocol.ts'
import { changesPage } from '../sync/changes.ts'
import { noteProgress } from '../sync/device-progress.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

const Cursor = z.string().regex(/^.{1,100}@\d{1,15}$/)
const ChangesQuery = z.object({
  since: z.union([Cursor, z.array(Cursor)]).optional(),
  /** Operations that wait on the device. */
  waiting: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
  /** The device reads operations in the short form (`shared/sync/op-text.ts`). */
  short: z.literal('1').optional(),
  limit: z.coerce.number().int().min(1).max(pageLimit).default(pageLimit),
})

export function changesRoutes(app: App, context: RouteContext): void {
  // The page leaves as text: parsing a thousand changes only to write them again would cost the most.
  app.withTypeProvider<FastifyTypeProviderDefault>().get(
    '/changes',
    {
      schema: {
        summary: 'The next page of changes in every scope the user may read.',
        security: [{ deviceToken: [] }],
        querystring: ChangesQuery,
        response: { 200: ChangesResponse, '4xx': ErrorResponse, '5xx': ErrorResponse },
      },
    },
    async (request, reply) => {
      const { userId, device } = await signedIn(context, request)
      const { since, limit, waiting = null, short } = ChangesQuery.parse(request.query)
      const cursors = new Map(cursorsOf(since))
      const now = context.clock()
      const { text, grants } = await changesPage(context.db, {
        userId,
        since: cursors,
        limit,
        short: short !== undefined,
        serverTime: now,
      })
      await noteProgress(context.db, { device, grants, cursors, waiting, now: new Date(now) })
      return reply
        .type('application/json; charset=utf-8')
        .serializer((page: string) => page)
        .send(text)
    },
  )
}

function cursorsOf(since: string | string[] | undefined): [string, number][] {
  const cursors = since === undefined ? [] : Array.isArray(since) ? since : [since]
  return cursors.map((cursor) => {
    const at = cursor.lastIndexOf('@')
    return [cursor.slice(0, at), Number(cursor.slice(at + 1))]
  })
}
