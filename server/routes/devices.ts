import { z } from 'zod'
import {
  ChecksumsResponse,
  ClearanceResponse,
  DeparturesRequest,
  DeparturesResponse,
  FreshnessResponse,
} from '#shared/sync/care.ts'
import { ErrorResponse } from '#shared/sync/protocol.ts'
import { serverKey } from '../database/server-key.ts'
import { readChecksums } from '../sync/checksums.ts'
import { clearanceStatement, judgeDepartures } from '../sync/clearance.ts'
import { freshnessFor } from '../sync/freshness.ts'
import { rightsOf } from '../sync/rights.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

const security = [{ deviceToken: [] }]
const refusals = { '4xx': ErrorResponse, '5xx': ErrorResponse }

/** What devices ask about themselves: is all handed in, is all the same, what must leave, who is up to date. */
export function deviceRoutes(app: App, context: RouteContext): void {
  const { db, clock } = context
  const heading = async () => {
    const { epoch } = await db.selectFrom('organisation').select('epoch').executeTakeFirstOrThrow()
    return { epoch, serverTime: clock() }
  }
  const signed = async (statement: object) => {
    const text = JSON.stringify(statement)
    return { text, signature: (await serverKey(db)).sign(text) }
  }

  app.get(
    '/devices/me/clearance',
    {
      schema: {
        summary: 'What the server holds of this device, signed: has it handed in everything?',
        security,
        querystring: z.object({ since: z.uuid() }),
        response: { 200: ClearanceResponse, ...refusals },
      },
    },
    async (request) => {
      const session = await signedIn(context, request)
      const statement = await clearanceStatement(db, session, request.query.since, clock())
      return { ...(await heading()), statement: await signed(statement) }
    },
  )

  app.post(
    '/devices/me/departures',
    {
      schema: {
        summary: 'Which of these records the device must remove, signed. Nothing is changed.',
        security,
        body: DeparturesRequest,
        response: { 200: DeparturesResponse, ...refusals },
      },
    },
    async (request) => {
      const session = await signedIn(context, request)
      const judged = await judgeDepartures(db, session, request.body.records, clock())
      return {
        ...(await heading()),
        statement: await signed(judged.statement),
        kept: [...judged.kept],
        unknown: [...judged.unknown],
      }
    },
  )

  app.get(
    '/checksums',
    {
      schema: {
        summary: 'The checksum of every granted scope, with the number up to which it counts.',
        security,
        response: { 200: ChecksumsResponse, ...refusals },
      },
    },
    async (request) => {
      const { userId } = await signedIn(context, request)
      const { grants } = await rightsOf(db, userId)
      return { ...(await heading()), scopes: await readChecksums(db, grants) }
    },
  )

  app.get(
    '/freshness',
    {
      schema: {
        summary: 'Up to when each colleague in sight has handed everything in.',
        security,
        response: { 200: FreshnessResponse, ...refusals },
      },
    },
    async (request) => {
      const { userId } = await signedIn(context, request)
      return { ...(await heading()), people: await freshnessFor(db, userId, new Date(clock())) }
    },
  )
}
