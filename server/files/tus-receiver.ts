import { Readable } from 'node:stream'
import { type KvStore, Server as TusServer, Upload } from '@tus/server'
import type { FastifyRequest } from 'fastify'
import { largestAttachment } from '#shared/domain/attachments.ts'
import { filesPath, UploadMetadata } from '#shared/sync/files-protocol.ts'
import type { Session } from '../accounts/tokens.ts'
import type { Database } from '../database/open-database.ts'
import { bodyOf, httpErrorOf } from '../error-responses.ts'
import { type ErrorCode, HttpError } from '../errors.ts'
import type { FileStorage } from './file-storage.ts'
import { settleUpload } from './settle.ts'
import { uploadLocks } from './upload-locks.ts'
import { beginUpload, mayGoOn, type UploadRow, uploadRow } from './uploads.ts'

/** How long a request that another one wants to follow may still write. */
const drainMs = 1000

export interface TusReceiver {
  /**
   * Answers one request of the tus protocol.
   * @param upload the upload in the request's address, one of the user's own
   */
  readonly answer: (request: FastifyRequest, session: Session, upload?: UploadRow) => Promise<Response>
}

interface Surroundings {
  readonly db: Database
  readonly storage: FileStorage
  readonly clock: () => number
}

/**
 * The tus 1.0.0 side of the server. What an upload is stands in the database, its bytes go to the storage as they
 * come. Names are made here, and of what a client says nothing is kept but numbers.
 */
export function tusReceiver({ db, storage, clock }: Surroundings): TusReceiver {
  const sessions = new WeakMap<Request, Session>()
  const underWay = new Map<string, UploadRow>()
  const now = () => new Date(clock())
  const tus = new TusServer({
    path: filesPath,
    datastore: storage.receiver(uploadsUnderWay(async (id) => underWay.get(id) ?? (await uploadRow(db, id)))),
    locker: uploadLocks(),
    lockDrainTimeout: drainMs,
    maxSize: largestAttachment,
    disableTerminationForFinishedUploads: true,
    // Relative to the address that was asked, whatever a proxy put before it.
    generateUrl: (_, { id }) => `files/${id}`,
    getFileIdFromRequest: (_, id) => id,
    allowedOrigins: () => false,
    namingFunction: async (request, metadata) => {
      const session = sessions.get(request)
      const wanted = UploadMetadata.safeParse(metadata)
      const length = Number(request.headers.get('upload-length') ?? Number.NaN)
      if (!session || !wanted.success) throw new HttpError('bad-request')
      if (wanted.data.size !== length) throw new HttpError('metadata-mismatch')
      return beginUpload(db, storage, session, wanted.data, now())
    },
    onUploadCreate: async () => ({ metadata: {} }),
    onIncomingRequest: async (request, id) => {
      if (request.method !== 'PATCH') return
      const upload = underWay.get(id)
      if (upload?.state !== 'receiving') throw new HttpError('wrong-offset')
      await mayGoOn(db, upload, now())
    },
    onUploadFinish: async (_, { id }) => {
      await settleUpload({ db, storage, now: now() }, id)
      return {}
    },
    onResponseError: (_, error) => {
      const answer = error instanceof Error ? httpErrorOf(error) : ofTus(error.status_code)
      return { status_code: answer.statusCode, body: JSON.stringify(bodyOf(answer)) }
    },
  })
  return {
    answer: async (request, session, upload) => {
      const web = webRequest(request)
      sessions.set(web, session)
      // What the receiving side asks of it does not change; it need not ask the database.
      if (upload) underWay.set(upload.id, upload)
      const answer = await tus.handleWeb(web).finally(() => {
        if (upload && underWay.get(upload.id) === upload) underWay.delete(upload.id)
      })
      return answer.status < 400 ? answer : refusal(answer)
    },
  }
}

/** The receiving side asks for its uploads here, and finds what the database says. */
function uploadsUnderWay(find: (id: string) => Promise<UploadRow | undefined>): KvStore<Upload> {
  return {
    get: async (id) => {
      const row = await find(id)
      if (!row || row.state === 'cancelled' || row.state === 'refused') return undefined
      return new Upload({
        id,
        size: row.size,
        offset: 0,
        metadata: {},
        creation_date: row.created_at.toISOString(),
      })
    },
    set: async () => undefined,
    delete: async () => undefined,
  }
}

function webRequest({ raw, headers: given, method, url }: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const hasBody = method === 'PATCH' || (method === 'POST' && headers.has('content-type'))
  return new Request(`http://files.invalid${url.split('?', 1)[0]}`, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(raw) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  })
}

/** The uniform shape for what the protocol's own checks refuse with a line of text. */
async function refusal(answer: Response): Promise<Response> {
  const text = await answer.text()
  const headers = new Headers(answer.headers)
  const body = text.startsWith('{') ? text : JSON.stringify(bodyOf(ofTus(answer.status)))
  headers.set('content-type', 'application/json; charset=utf-8')
  headers.set('content-length', String(Buffer.byteLength(body)))
  return new Response(body, { status: answer.status, headers })
}

function ofTus(status: number): HttpError {
  const codes: Readonly<Record<number, ErrorCode>> = {
    404: 'not-found',
    409: 'wrong-offset',
    410: 'upload-gone',
    413: 'too-large',
    423: 'upload-busy',
  }
  return new HttpError(codes[status] ?? (status >= 500 ? 'unavailable' : 'bad-request'))
}
