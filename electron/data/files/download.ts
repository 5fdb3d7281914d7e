import { AppError } from '#shared/contract/errors.ts'
import { ErrorResponse } from '#shared/sync/protocol.ts'
import { type Connection, ServerRefusal } from '../sync/http.ts'
import { assertServerUrl } from '../sync/server-url.ts'
import type { Arriving } from './cabinet.ts'

const defaultIdleMs = 15_000

/**
 * Fetches the rest of a file: what was received before is not asked for again. What comes is sealed at once; a piece
 * that is lost with the connection is asked for the next time.
 * @throws AppError server/unreachable, file/damaged, store/disk-full; ServerRefusal with the server's word
 */
export async function downloadFile(
  connection: Connection,
  { attachmentId, sha256, size }: { attachmentId: string; sha256: string; size: number },
  arriving: Arriving,
  onReceived: (bytes: number) => void,
): Promise<void> {
  const idle = new AbortController()
  const idleMs = connection.idleMs ?? defaultIdleMs
  let timer = setTimeout(() => idle.abort(), idleMs)
  const alive = () => {
    clearTimeout(timer)
    timer = setTimeout(() => idle.abort(), idleMs)
  }
  const from = arriving.size()
  try {
    const response = await fetch(
      new URL(`files/${attachmentId}/content`, assertServerUrl(connection.serverUrl)),
      {
        headers: {
          ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
          // The server's tag of a file is its hash: other content is never joined to what is here.
          ...(from === 0 ? {} : { range: `bytes=${from}-`, 'if-range': `"${sha256}"` }),
        },
        redirect: 'manual',
        signal: AbortSignal.any([idle.signal, ...(connection.signal ? [connection.signal] : [])]),
      },
    )
    if (response.status >= 400) throw await refusalOf(response)
    const begins = response.status === 206 ? startOf(response.headers.get('content-range')) : 0
    if ((response.status !== 200 && response.status !== 206) || begins !== from) {
      await response.body?.cancel()
      throw new AppError(begins !== from && response.status < 300 ? 'file/damaged' : 'server/not-outpost')
    }
    for await (const piece of response.body ?? []) {
      alive()
      if (arriving.size() + piece.byteLength > size) throw new AppError('file/damaged')
      await arriving.append(piece)
      onReceived(arriving.size())
    }
    if (arriving.size() !== size) throw new AppError('server/unreachable')
  } catch (error) {
    if (error instanceof AppError || error instanceof ServerRefusal) throw error
    throw new AppError('server/unreachable', {}, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

async function refusalOf(response: Response): Promise<Error> {
  const refusal = ErrorResponse.safeParse(await response.json().catch(() => undefined))
  return refusal.success
    ? new ServerRefusal(response.status, refusal.data.error, refusal.data.message)
    : new ServerRefusal(response.status, 'unknown', `status ${response.status}`)
}

/** The first byte that a `Content-Range` speaks of; -1 for none. */
function startOf(range: string | null): number {
  const found = /^bytes (\d+)-/.exec(range ?? '')?.[1]
  return found === undefined ? -1 : Number(found)
}
