import { ErrorResponse, PushQuery, PushRequest, PushResponse } from '#shared/sync/protocol.ts'
import { HttpError } from '../errors.ts'
import { carriedOps, takeCarried } from '../sync/carried.ts'
import { push } from '../sync/push.ts'
import { keepTripKeys, takenAmong } from '../sync/trip-keys.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

export function pushRoutes(app: App, context: RouteContext): void {
  app.post(
    '/push',
    {
      schema: {
        summary: 'Takes a batch of operations. Sending one again is harmless.',
        security: [{ deviceToken: [] }],
        querystring: PushQuery,
        body: PushRequest,
        response: { 200: PushResponse, '4xx': ErrorResponse, '5xx': ErrorResponse },
      },
    },
    async (request) => {
      const { userId, device } = await signedIn(context, request)
      if (request.body.device !== device) throw new HttpError('wrong-device')
      const nowMs = context.clock()
      const { carried: runs, waits } = request.body
      // First: what the device itself wrote may build on what it carries.
      const carried =
        runs &&
        (await takeCarried(context.db, context.stamps, { carrier: { userId, device }, runs, nowMs, waits }))
      const results = await push(context.db, context.stamps, {
        userId,
        device,
        ops: request.body.ops,
        nowMs,
        waits,
        follows: request.query.follows,
      })
      const said = [...results, ...(carried ?? []).flatMap((run) => ('results' in run ? run.results : []))]
      await keepTripKeys(
        context.db,
        takenAmong([...request.body.ops, ...carriedOps(runs ?? [])], said),
        nowMs,
      )
      context.wake.poke()
      const { epoch } = await context.db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
      return {
        epoch,
        serverTime: nowMs,
        short: true,
        ordered: true,
        results,
        ...(carried ? { carried } : {}),
      }
    },
  )
}
