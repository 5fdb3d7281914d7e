import type { FastifyTypeProviderDefault } from 'fastify'
import { wakeHeartbeatSeconds } from '#shared/sync/care.ts'
import { HttpError } from '../errors.ts'
import { rightsOf } from '../sync/rights.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

/** A connection that lives longer is closed: its grants and its token are looked at again when it comes back. */
const longestMs = 15 * 60_000
/** A reader that does not read gets nothing more. */
const mostUnread = 65_536

/** `GET /wake`: server-sent events that name scopes with something new. */
export function wakeRoutes(app: App, context: RouteContext): void {
  app.withTypeProvider<FastifyTypeProviderDefault>().get(
    '/wake',
    {
      schema: {
        summary: 'Server-sent events: "scope s has number n". A hint only; ask for /changes as well.',
        security: [{ deviceToken: [] }],
      },
      config: { compress: false },
    },
    async (request, reply) => {
      const { userId, device } = await signedIn(context, request)
      const { grants } = await rightsOf(context.db, userId)
      const stream = reply.raw
      let stop = () => {}
      const end = () => {
        stop()
        stream.end()
      }
      /** Scopes with something new of which the device was not told yet. */
      const news = new Map<string, number>()
      let isTelling = false
      // Token and rights may have ended since the connection began: from then on nothing is told.
      const tellAll = async () => {
        isTelling = true
        try {
          while (news.size > 0) {
            const hints = [...news]
            news.clear()
            await signedIn(context, request)
            const readable = new Set((await rightsOf(context.db, userId)).grants)
            for (const [scope, seq] of hints)
              if (readable.has(scope)) send(`event: wake\ndata: ${JSON.stringify({ scope, seq })}\n\n`)
          }
        } catch (error) {
          if (!(error instanceof HttpError)) request.log.warn({ err: error }, 'a device could not be woken')
          end()
        } finally {
          isTelling = false
        }
      }
      const unlisten = context.wake.listen({
        device,
        scopes: new Set(grants),
        tell: (scope, seq) => {
          news.set(scope, seq)
          if (!isTelling) void tellAll()
        },
        end,
      })
      if (!unlisten) throw new HttpError('too-many-requests', 300)
      const send = (text: string) => {
        if (stream.writableEnded) return
        if (stream.writableLength > mostUnread) end()
        else stream.write(text)
      }
      const heartbeat = setInterval(() => send(': alive\n\n'), wakeHeartbeatSeconds * 1000)
      const expiry = setTimeout(end, longestMs)
      stop = () => {
        clearInterval(heartbeat)
        clearTimeout(expiry)
        unlisten()
      }
      reply.hijack()
      stream.on('close', stop)
      stream.on('error', stop)
      stream.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        // A proxy that collects the answer would make the hint useless.
        'x-accel-buffering': 'no',
      })
      stream.write(': hello\n\n')
    },
  )
}
