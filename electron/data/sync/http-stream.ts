import { createHash } from 'node:crypto'
import { AppError } from '#shared/contract/errors.ts'
import { ErrorResponse } from '#shared/sync/protocol.ts'
import { type ChunkHead, SnapshotHead, SnapshotLine } from '#shared/sync/snapshot.ts'
import { type Connection, ServerRefusal } from './http.ts'
import { assertServerUrl } from './server-url.ts'

/** A chunk that arrived whole: its hash was right. */
export interface ReceivedChunk {
  readonly head: ChunkHead
  readonly text: string
}

export interface ReceivedSnapshot {
  readonly head: SnapshotHead
  /** The chunks in order. Ends only when the server said that it was the last one. */
  readonly chunks: AsyncGenerator<ReceivedChunk>
}

const defaultIdleMs = 15_000
/** A line outside the chunks is short; a longer one is no Outpost server's. */
const longestLine = 4096

/**
 * Opens the snapshot of a scope. No more than a chunk is held in memory: the server waits while one is stored.
 * @param path below the server's address, with its query
 * @throws AppError server/unreachable when the answer was cut or a chunk was damaged, server/not-outpost when
 * something else answered; ServerRefusal
 */
export async function openSnapshot(connection: Connection, path: string): Promise<ReceivedSnapshot> {
  const given = new AbortController()
  const signal = AbortSignal.any([given.signal, ...(connection.signal ? [connection.signal] : [])])
  const within = patience(connection.idleMs ?? defaultIdleMs, () => given.abort())
  const response = await within(
    fetch(new URL(path, assertServerUrl(connection.serverUrl)), {
      headers: {
        accept: 'application/x-ndjson, application/json',
        ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
      },
      redirect: 'manual',
      signal,
    }),
  )
  if (response.status !== 200) throw await refusalOf(response, within)
  const { body } = response
  const type = response.headers.get('content-type') ?? ''
  if (!body || !type.includes('ndjson')) {
    given.abort()
    throw new AppError('server/not-outpost')
  }
  const input = reader(body.getReader(), within)
  const head = SnapshotHead.safeParse(await lineOf(input))
  if (!head.success) {
    given.abort()
    throw new AppError('server/not-outpost')
  }
  return { head: head.data, chunks: chunksOf(input, () => given.abort()) }
}

async function refusalOf(response: Response, within: Patience): Promise<Error> {
  const text = await within(response.text())
  const refusal = ErrorResponse.safeParse(parsed(text))
  if (refusal.success) return new ServerRefusal(response.status, refusal.data.error, refusal.data.message)
  return response.status === 413 || response.status >= 500
    ? new ServerRefusal(response.status, 'unknown', `status ${response.status}`)
    : new AppError('server/not-outpost')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function* chunksOf(input: Input, leave: () => void): AsyncGenerator<ReceivedChunk> {
  try {
    for (let expected: number | null = null; ; ) {
      const line = SnapshotLine.safeParse(await lineOf(input))
      if (!line.success || line.data.kind === 'snapshot') throw damaged()
      if (line.data.kind === 'end') return
      const head = line.data
      if (expected !== null && head.index !== expected) throw damaged()
      expected = head.index + 1
      const bytes = await input.take(head.bytes)
      if (createHash('sha256').update(bytes).digest('hex') !== head.sha256) throw damaged()
      yield { head, text: bytes.toString('utf8') }
    }
  } finally {
    leave()
  }
}

const damaged = () => new AppError('server/unreachable', {}, { cause: new Error('a damaged snapshot') })

async function lineOf(input: Input): Promise<unknown> {
  const line = await input.line()
  return parsed(line.toString('utf8'))
}

type Patience = <T>(work: Promise<T>) => Promise<T>

/** Waits so long for a sign of life, and only while one is awaited: storing a chunk may take its time. */
function patience(idleMs: number, giveUp: () => void): Patience {
  return async (work) => {
    const timer = setTimeout(giveUp, idleMs)
    try {
      return await work
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('server/unreachable', {}, { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }
}

interface Input {
  /** The bytes up to the next end of line, without it. */
  readonly line: () => Promise<Buffer>
  readonly take: (bytes: number) => Promise<Buffer>
}

interface ByteReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>
}

function reader(source: ByteReader, within: Patience): Input {
  let parts: Buffer[] = []
  let held = 0
  const more = async () => {
    const { done, value } = await within(source.read())
    if (done || !value) throw new AppError('server/unreachable', {}, { cause: new Error('cut short') })
    parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
    held += value.byteLength
  }
  const cut = (bytes: number): Buffer => {
    const [only] = parts
    const all = parts.length === 1 && only ? only : Buffer.concat(parts)
    parts = all.length > bytes ? [all.subarray(bytes)] : []
    held = all.length - bytes
    return all.subarray(0, bytes)
  }
  return {
    async take(bytes) {
      while (held < bytes) await more()
      return cut(bytes)
    },
    async line() {
      for (;;) {
        const at = Buffer.concat(parts).indexOf(0x0a)
        if (at >= 0) return cut(at + 1).subarray(0, at)
        if (held > longestLine) throw new AppError('server/not-outpost')
        await more()
      }
    },
  }
}
