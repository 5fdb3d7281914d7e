import { type DetailedError, Upload } from 'tus-js-client'
import { AppError } from '#shared/contract/errors.ts'
import { FileErrorResponse, uploadChunk } from '#shared/sync/files-protocol.ts'
import { type Connection, ServerRefusal } from '../sync/http.ts'
import { assertServerUrl } from '../sync/server-url.ts'
import type { SealedReader } from './sealed-file.ts'

export interface UploadJob {
  readonly connection: Connection
  readonly attachmentId: string
  readonly sha256: string
  readonly reader: SealedReader
  /** Path of an upload that was begun before, or null. */
  readonly url: string | null
  /** Where the upload is on the server; kept so that it goes on after a restart. */
  readonly onUrl: (url: string) => Promise<void>
  /** So many bytes the server has. */
  readonly onSent: (bytes: number) => void
}

/** From this size on pieces are large; smaller files show their progress in smaller steps. */
const largeFrom = 16 * 1024 * 1024
/** How often the server's word on the offset is asked for when it differs from ours. */
const mostResumes = 3
/** Writing the last piece to its place and its hash may take the server a while. */
const patienceFactor = 4
const defaultIdleMs = 15_000

/**
 * Sends a file with tus 1.0, from where the server has it: the content is opened piece by piece in memory.
 * @throws AppError server/unreachable when the connection broke; ServerRefusal with the server's word; file/damaged
 */
export async function uploadFile(job: UploadJob): Promise<void> {
  for (let resumes = 0, { url } = job; ; resumes += 1) {
    try {
      return await send({
        ...job,
        url,
        onUrl: async (made) => {
          url = made
          await job.onUrl(made)
        },
      })
    } catch (error) {
      // The server has another number of bytes than we thought (a connection that died late): it is asked, and we go on.
      const conflict = error instanceof ServerRefusal && (error.status === 409 || error.status === 423)
      if (!conflict || resumes === mostResumes) throw error
      await new Promise((resolve) => setTimeout(resolve, 200 * (resumes + 1)))
    }
  }
}

function send(job: UploadJob): Promise<void> {
  const { connection, reader } = job
  const server = assertServerUrl(connection.serverUrl)
  const idleMs = (connection.idleMs ?? defaultIdleMs) * patienceFactor
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let failure: unknown = null
    let ended = false
    let pending: Promise<unknown> = Promise.resolve()
    const end = (settle: () => void) => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      connection.signal?.removeEventListener('abort', leave)
      pending.then(settle, reject)
    }
    const giveUp = (error: unknown) => {
      void upload.abort().catch(() => undefined)
      end(() => reject(error))
    }
    const leave = () => giveUp(new AppError('server/unreachable'))
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(leave, idleMs)
    }
    const upload = new Upload(Buffer.alloc(0), {
      endpoint: new URL('files', server).href,
      uploadUrl: job.url === null ? null : here(job.url, server),
      uploadSize: reader.size,
      chunkSize: reader.size < largeFrom ? uploadChunk.least : uploadChunk.most,
      headers: connection.token === null ? {} : { authorization: `Bearer ${connection.token}` },
      metadata: { attachment: job.attachmentId, sha256: job.sha256, size: String(reader.size) },
      retryDelays: null,
      storeFingerprintForResuming: false,
      fileReader: {
        openFile: async () => ({
          size: reader.size,
          slice: async (start: number, end: number) => {
            try {
              const bytes = await reader.read(start, end)
              // The library takes the length of a piece from `size`, which a buffer does not have by itself.
              const value = Object.assign(bytes, { size: bytes.length })
              return { value, done: start + bytes.length >= reader.size }
            } catch (error) {
              failure = error
              throw error
            }
          },
          close: () => undefined,
        }),
      },
      onUploadUrlAvailable: () => {
        alive()
        const made = upload.url
        if (made === null) return
        // Whatever address the server sees itself under, the token goes nowhere but to the one we know.
        upload.url = here(made, server)
        pending = job.onUrl(made)
      },
      onProgress: alive,
      onChunkComplete: (_, accepted) => {
        alive()
        job.onSent(accepted)
      },
      onSuccess: () => end(resolve),
      onError: (error) => end(() => reject(failure ?? inOurTerms(error))),
    })
    if (connection.signal?.aborted) return leave()
    connection.signal?.addEventListener('abort', leave)
    alive()
    upload.start()
  })
}

/** The path of an address, at the server's own address. */
function here(url: string, server: URL): string {
  const { pathname, search } = new URL(url, server)
  return new URL(pathname + search, server).href
}

function inOurTerms(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null
  if (!response) return new AppError('server/unreachable', {}, { cause: error })
  const status = response.getStatus()
  const refusal = FileErrorResponse.safeParse(parsed(response.getBody()))
  if (refusal.success) return new ServerRefusal(status, refusal.data.error, refusal.data.message)
  if (status >= 400) return new ServerRefusal(status, 'unknown', `status ${status}`)
  return new AppError('server/not-outpost', {}, { cause: error })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
