import { z } from 'zod'
import { ErrorResponse, SignInRequest, SignInResponse } from '#shared/sync/protocol.ts'
import { signIn, signOut } from '../accounts/sign-in.ts'
import { HttpError } from '../errors.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

/** Sign-ins of one name from one address within a minute; the account's own delay comes on top. */
const attemptsPerMinute = 10

/** Signing in and out. */
export function authRoutes(app: App, context: RouteContext): void {
  const rateLimit = {
    max: attemptsPerMinute,
    timeWindow: 60_000,
    // After the body is read, since the name stands in it.
    hook: 'preHandler' as const,
    keyGenerator: ({ body, ip }: { body?: unknown; ip: string }) => {
      const parsed = SignInRequest.safeParse(body)
      return `sign-in ${ip} ${parsed.data?.login.toLowerCase() ?? ''}`
    },
  }
  app.post(
    '/auth/sign-in',
    {
      config: { rateLimit },
      schema: {
        summary: 'Signs a user in on a device and gives the device its token.',
        body: SignInRequest,
        response: { 200: SignInResponse, '4xx': ErrorResponse, '5xx': ErrorResponse },
      },
    },
    async (request) => {
      const now = context.clock()
      const result = await signIn(context.db, request.body, new Date(now))
      if (!('refused' in result)) return { ...result, serverTime: now }
      throw new HttpError(
        result.refused,
        result.refused === 'too-many-requests' ? result.retryAfterSeconds : null,
      )
    },
  )
  app.post(
    '/auth/sign-out',
    {
      schema: {
        summary: "Ends the device's token.",
        security: [{ deviceToken: [] }],
        response: {
          200: z.object({ signedOut: z.literal(true) }),
          '4xx': ErrorResponse,
          '5xx': ErrorResponse,
        },
      },
    },
    async (request) => {
      const { userId, device } = await signedIn(context, request)
      await signOut(context.db, userId, device)
      return { signedOut: true as const }
    },
  )
}
