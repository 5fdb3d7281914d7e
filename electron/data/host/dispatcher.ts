import type { z } from 'zod'
import type { CallReply, CallRequest } from '#shared/contract/channel.ts'
import { AppError, type ErrorDetails, type FieldProblem } from '#shared/contract/errors.ts'
import { noTables, type TouchedTables } from '../database/touched-tables.ts'
import type { HandlerContext } from './context.ts'
import type { Log } from './log.ts'

/** A call as the dispatcher knows it: how to judge its input and who carries it out. */
export interface Endpoint {
  readonly input: z.ZodType
  readonly handler: (context: HandlerContext, input: never) => unknown
}

interface Surroundings {
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** Builds the context of one call; the store notes the tables it touches. */
  readonly contextFor: (name: string, touched: TouchedTables) => Promise<HandlerContext>
  readonly log: Log
}

/**
 * Answers one call: judges its input (the trust boundary of this machine), lets its handler work and turns whatever
 * comes into a reply. Only codes of `AppError` and their details leave; anything unforeseen is `internal` and logged.
 */
export async function answer(request: CallRequest, surroundings: Surroundings): Promise<CallReply> {
  const { id, name } = request
  const touched = noTables()
  try {
    const value = await carryOut(request, touched, surroundings)
    return { type: 'reply', id, ok: true, value: value ?? null, tables: [...touched.read] }
  } catch (error) {
    if (error instanceof AppError) {
      if (error.cause !== undefined) surroundings.log.error(`${name} failed with ${error.code}`, error.cause)
      return { type: 'reply', id, ok: false, code: error.code, details: error.details }
    }
    surroundings.log.error(`${name} failed`, error)
    return { type: 'reply', id, ok: false, code: 'internal', details: {} }
  }
}

async function carryOut(
  { name, input }: CallRequest,
  touched: TouchedTables,
  { endpoints, contextFor }: Surroundings,
): Promise<unknown> {
  const endpoint = endpoints.get(name)
  if (!endpoint) throw new AppError('call/invalid')
  const parsed = endpoint.input.safeParse(input)
  if (!parsed.success) throw new AppError('call/invalid', detailsOf(parsed.error))
  // The map pairs each handler with the schema that just judged its input.
  return endpoint.handler(await contextFor(name, touched), parsed.data as never)
}

function detailsOf(error: z.ZodError): ErrorDetails {
  const problems: FieldProblem[] = error.issues.map(({ path, message }) => ({
    path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
    message,
  }))
  return { problems }
}
