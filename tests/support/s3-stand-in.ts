import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

interface Stored {
  readonly bytes: Buffer
  readonly meta: Readonly<Record<string, string>>
}

export interface S3StandIn {
  readonly endpoint: string
  readonly objects: ReadonlyMap<string, Stored>
  /** Multipart uploads that were neither completed nor ended. */
  readonly open: ReadonlyMap<string, unknown>
  /** Dies once before it ends a multipart upload. */
  readonly failNextEnd: () => void
  readonly close: () => Promise<void>
}

const etag = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`
const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>${body}`

/** The part of the S3 interface that the storage uses, in memory, with addresses of the path style. */
export async function s3StandIn(): Promise<S3StandIn> {
  const objects = new Map<string, Stored>()
  const open = new Map<string, { key: string; parts: Map<number, Buffer> }>()
  let count = 0
  let isToFail = false

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://store')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const uploadId = url.searchParams.get('uploadId')
    const body = await buffer(request)
    const send = (status: number, text = '', headers: Record<string, string | number> = {}) =>
      response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(text)
    const missing = (code: string) =>
      send(404, xml(`<Error><Code>${code}</Code><Message>missing</Message></Error>`))

    if (request.method === 'POST' && url.searchParams.has('delete')) {
      for (const [, name = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(name)
      return void send(200, xml('<DeleteResult/>'))
    }
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      const id = `upload-${count++}`
      open.set(id, { key, parts: new Map() })
      return void send(
        200,
        xml(
          `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        ),
      )
    }
    if (uploadId !== null) {
      const upload = open.get(uploadId)
      if (!upload) return void missing('NoSuchUpload')
      const { parts } = upload
      switch (request.method) {
        case 'PUT':
          parts.set(Number(url.searchParams.get('partNumber')), body)
          return void send(200, '', { etag: etag(body) })
        case 'GET': {
          const listed = [...parts].map(
            ([n, part]) =>
              `<Part><PartNumber>${n}</PartNumber><ETag>${etag(part)}</ETag><Size>${part.length}</Size></Part>`,
          )
          return void send(
            200,
            xml(`<ListPartsResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListPartsResult>`),
          )
        }
        case 'DELETE':
          open.delete(uploadId)
          return void send(204)
        default: {
          if (isToFail) {
            isToFail = false
            return void send(400, xml('<Error><Code>InvalidRequest</Code></Error>'))
          }
          const bytes = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part))
          objects.set(key, { bytes, meta: {} })
          open.delete(uploadId)
          return void send(
            200,
            xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`),
          )
        }
      }
    }
    if (request.method === 'PUT') {
      const meta = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'))
      objects.set(key, { bytes: body, meta: Object.fromEntries(meta) as Record<string, string> })
      return void send(200, '', { etag: etag(body) })
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return void send(204)
    }
    const object = objects.get(key)
    if (!object) return void missing('NoSuchKey')
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const bytes = from === undefined ? object.bytes : object.bytes.subarray(Number(from), Number(to) + 1)
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': bytes.length,
      etag: etag(object.bytes),
      ...object.meta,
    })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    open,
    failNextEnd: () => {
      isToFail = true
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
