import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import { ErrorResponse } from '#shared/sync/protocol.ts'
import { assertServerUrl } from './server-url.ts'

/** Where the server is and how this device proves who it is. */
export interface Connection {
  readonly serverUrl: string
  /** Device token; null before signing in. */
  readonly token: string | null
  /** Milliseconds without a byte after which a request is given up. */
  readonly idleMs?: number
  /** Gives requests up when the engine stops. */
  readonly signal?: AbortSignal
}

export interface ServerCall<S extends z.ZodType> {
  readonly method: 'GET' | 'POST'
  /** Path below the server's address, with its query. */
  readonly path: string
  readonly body?: unknown
  /** In the place of `body`: its text as `packed` made it. */
  readonly packed?: Uint8Array
  readonly answer: S
}

/** The server, or something before it, understood the request and refused it. */
export class ServerRefusal extends Error {
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, message: string) {
    super(message)
    this.name = 'ServerRefusal'
    this.status = status
    this.error = error
  }
}

/** Much more than a page of the feed: whatever is larger does not come from Outpost. */
const largestAnswer = 64 * 1024 * 1024
const defaultIdleMs = 15_000
/** One for each lane of sync and one for a batch sent ahead, which are the most that can be open. */
const staleConnections = 3
const compress = promisify(gzip)

/** The text of a body, compressed as what is sent live should be: quickly (sync.md 6). */
export async function packed(text: string): Promise<Uint8Array> {
  return compress(text, { level: constants.Z_BEST_SPEED })
}

/**
 * Calls the server and parses its answer.
 * @throws AppError server/unreachable when no whole answer came, server/not-outpost when something else answered
 * (a hotel's sign-in page, another program), server/address; ServerRefusal for an answer from 400 on
 */
export async function callServer<S extends z.ZodType>(
  connection: Connection,
  call: ServerCall<S>,
): Promise<z.output<S>> {
  const { status, type, text } = await exchangeOnFreshConnection(connection, call)
  const json = type.includes('json') ? parseJson(text) : undefined
  if (status >= 400) {
    const refusal = ErrorResponse.safeParse(json)
    if (refusal.success) throw new ServerRefusal(status, refusal.data.error, refusal.data.message)
    // What stands before the server (a proxy) refuses in its own words.
    if (status === 413 || status >= 500) throw new ServerRefusal(status, 'unknown', `status ${status}`)
    throw new AppError(isPortal(status, type) ? 'server/captive-portal' : 'server/not-outpost')
  }
  const answer = call.answer.safeParse(json)
  if (status === 200 && answer.success) return answer.data
  throw new AppError(isPortal(status, type) ? 'server/captive-portal' : 'server/not-outpost')
}

/** Hotels and trains lead to their own sign-in page, or give it in the place of whatever was asked for. */
function isPortal(status: number, type: string): boolean {
  const isPage = type.includes('html') && (status === 200 || status === 401 || status === 403)
  return status === 511 || (status >= 300 && status < 400) || isPage
}

/**
 * Connections kept open from the last round have often died meanwhile, and show it only when they are used. Asking
 * again is harmless: the server knows every operation by its id.
 */
async function exchangeOnFreshConnection(connection: Connection, call: ServerCall<z.ZodType>) {
  for (let left = staleConnections; ; left -= 1) {
    try {
      return await exchange(connection, call)
    } catch (error) {
      if (left === 0 || !isBroken(error)) throw error
    }
  }
}

async function exchange(connection: Connection, call: ServerCall<z.ZodType>) {
  const url = new URL(call.path, assertServerUrl(connection.serverUrl))
  const idle = new AbortController()
  const idleMs = connection.idleMs ?? defaultIdleMs
  let timer = setTimeout(() => idle.abort(), idleMs)
  const stillAlive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => idle.abort(), idleMs)
  }
  try {
    const body = call.packed ?? (call.body === undefined ? null : await packed(JSON.stringify(call.body)))
    const response = await fetch(url, {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
        ...(body === null ? {} : { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
      },
      body,
      // A redirect would carry the token to whoever asked for it.
      redirect: 'manual',
      signal: AbortSignal.any([idle.signal, ...(connection.signal ? [connection.signal] : [])]),
    })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      stillAlive()
      size += chunk.byteLength
      if (size > largestAnswer) throw new AppError('server/not-outpost')
      chunks.push(chunk)
    }
    const text = Buffer.concat(chunks).toString('utf8')
    return { status: response.status, type: response.headers.get('content-type') ?? '', text }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('server/unreachable', {}, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const brokenCodes = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']

function isBroken(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && brokenCodes.includes(cause.code)) return true
  }
  return false
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
