import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { RecordId } from '#shared/domain/entity.ts'
import {
  ClaimRequest,
  ClaimResponse,
  FileErrorResponse,
  FileStatesResponse,
  filesPath,
  stateLimit,
} from '#shared/sync/files-protocol.ts'
import type { Session } from '../accounts/tokens.ts'
import { HttpError } from '../errors.ts'
import { byteRange } from '../files/byte-range.ts'
import { claimFile, fileStates, noteLost, readableFile } from '../files/file-states.ts'
import { removeLeftovers } from '../files/removals.ts'
import { settleUpload } from '../files/settle.ts'
import { tusReceiver } from '../files/tus-receiver.ts'
import { cancelUpload, findUpload, ownUpload, refusalOf, type UploadRow } from '../files/uploads.ts'
import { type App, type RouteContext, signedIn } from './context.ts'

const security = [{ deviceToken: [] }]
const refusals = { '4xx': FileErrorResponse, '5xx': FileErrorResponse }
const uploadType = 'application/offset+octet-stream'

/** The bytes of attachments: tus uploads, states, claims and downloads. */
export async function filesRoutes(root: App, context: RouteContext): Promise<void> {
  await root.register(async (app: App) => {
    // The body stays on the connection until the storage asks for it.
    app.addContentTypeParser(uploadType, (_request, _payload, done) => done(null))
    uploadRoutes(app, context)
    questionRoutes(app, context)
    contentRoute(app, context)
  })
}

function uploadRoutes(app: App, context: RouteContext): void {
  const { db, clock, files: storage } = context
  const tus = tusReceiver({ db, storage, clock })
  const relay = async (request: FastifyRequest, reply: FastifyReply, own?: [Session, UploadRow]) => {
    const [session, upload] = own ?? [await signedIn(context, request)]
    const answer = await tus.answer(request, session, upload)
    // What is left of a refused body is not read: the connection ends after the answer.
    if (answer.status >= 400 && request.headers['content-type'] === uploadType)
      reply.header('connection', 'close')
    return send(reply, answer)
  }
  const schema = (summary: string) => ({ summary, security, tags: ['tus 1.0.0'] })

  app.options(
    filesPath,
    { compress: false, schema: schema('What of tus this server speaks.') },
    (request, reply) => relay(request, reply),
  )
  app.post(
    filesPath,
    { compress: false, schema: schema('Begins the upload of an attachment whose record the server has.') },
    (request, reply) => relay(request, reply),
  )
  app.route({
    method: ['HEAD', 'PATCH', 'DELETE'],
    url: `${filesPath}/:upload`,
    compress: false,
    exposeHeadRoute: false,
    schema: {
      ...schema('Where an upload stands; its next bytes; its end.'),
      params: z.object({ upload: z.string().max(100) }),
    },
    handler: async (request, reply) => {
      const [session, found] = await Promise.all([
        signedIn(context, request),
        findUpload(db, request.params.upload),
      ])
      const upload = ownUpload(found, session.userId)
      if (request.method === 'DELETE') {
        if (await cancelUpload(db, upload.id)) await removeLeftovers(db, storage)
        return reply.status(204).header('tus-resumable', '1.0.0').send()
      }
      if (upload.state === 'refused' || upload.state === 'cancelled') {
        const { message } = refusalOf(upload.reason) ?? new HttpError('upload-gone')
        throw new HttpError('upload-gone', null, { message })
      }
      if (request.method === 'PATCH') return relay(request, reply, [session, upload])
      if (upload.state === 'receiving') {
        const answer = await tus.answer(request, session, upload)
        if (Number(answer.headers.get('upload-offset') ?? -1) !== upload.size) return send(reply, answer)
      }
      // A crash may have come between the last byte and the judgement.
      await settleUpload({ db, storage, now: new Date(clock()) }, upload.id)
      return reply
        .headers({
          'tus-resumable': '1.0.0',
          'cache-control': 'no-store',
          'upload-offset': upload.size,
          'upload-length': upload.size,
        })
        .send()
    },
  })
}

async function send(reply: FastifyReply, answer: Response): Promise<FastifyReply> {
  answer.headers.forEach((value, name) => {
    reply.header(name, value)
  })
  return reply.status(answer.status).send(await answer.text())
}

const Ids = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(RecordId).min(1).max(stateLimit))

function questionRoutes(app: App, context: RouteContext): void {
  app.get(
    `${filesPath}/state`,
    {
      schema: {
        summary: 'What the server holds of the bytes of these attachments.',
        security,
        querystring: z.object({ ids: Ids }),
        response: { 200: FileStatesResponse, ...refusals },
      },
    },
    async (request) => {
      const { userId } = await signedIn(context, request)
      return { files: await fileStates(context.db, userId, request.query.ids) }
    },
  )

  app.post(
    `${filesPath}/claim`,
    {
      schema: {
        summary: 'Spares the upload of a file that the user can read in another attachment.',
        security,
        body: ClaimRequest,
        response: { 200: ClaimResponse, ...refusals },
      },
    },
    async (request) => {
      const { userId } = await signedIn(context, request)
      return { state: await claimFile(context.db, userId, request.body, new Date(context.clock())) }
    },
  )
}

function contentRoute(app: App, context: RouteContext): void {
  const { db, files: storage } = context
  app.get(
    `${filesPath}/:attachment/content`,
    {
      compress: false,
      schema: {
        summary: 'The bytes of an attachment, whole or one range of them.',
        security,
        params: z.object({ attachment: RecordId }),
      },
    },
    async (request, reply) => {
      const { userId } = await signedIn(context, request)
      const { key, size, sha256 } = await readableFile(db, userId, request.params.attachment)
      if ((await storage.sizeOf(key)) !== size) {
        request.log.error({ attachment: request.params.attachment }, 'the bytes of an attachment are lost')
        await noteLost(db, sha256)
        throw new HttpError('file-absent')
      }
      const etag = `"${sha256}"`
      reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-cache',
        // Never shown by a browser and never named by what somebody typed.
        'content-disposition': 'attachment',
        'content-type': 'application/octet-stream',
        'x-content-type-options': 'nosniff',
      })
      if (request.headers['if-none-match'] === etag) return reply.status(304).send()
      const range = byteRange(request.headers, etag, size)
      if (range === 'unsatisfiable')
        return reply.status(416).header('content-range', `bytes */${size}`).send()
      const { start, end } = range ?? { start: 0, end: size - 1 }
      reply.status(range ? 206 : 200).header('content-length', end - start + 1)
      if (range) reply.header('content-range', `bytes ${start}-${end}/${size}`)
      if (request.method === 'HEAD' || size === 0) return reply.send()
      return reply.send(await storage.read(key, start, end))
    },
  )
}
