import type { FastifyTypeProviderDefault } from 'fastify'
import { z } from 'zod'
import { ChangesResponse, ErrorResponse, pageLimit } from '#shared/sync/protocol.ts'
import { changesPage } from '../sync/changes.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

const Cursor = z.string().regex(/^.{1,100}@\d{1,15}$/)
const ChangesQuery = z.object({
  since: z.union([Cursor, z.array(Cursor)]).optional(),
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
      const { userId } = await signedIn(context, request)
      const { since, limit } = ChangesQuery.parse(request.query)
      const page = await changesPage(context.db, {
        userId,
        since: new Map(cursorsOf(since)),
        limit,
        serverTime: context.clock(),
      })
      return reply
        .type('application/json; charset=utf-8')
        .serializer((text: string) => text)
        .send(page)
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
