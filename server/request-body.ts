import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { pushLimit } from '#shared/sync/protocol.ts'
import { HttpError } from './errors.ts'

const unzip = promisify(gunzip)

/** Most bytes of a body, as sent and as decompressed: a full push with its envelope and some room. */
export const bodyLimit = pushLimit.bytes + 262_144

/** Reads JSON bodies, plain or gzip, and never decompresses more than the limit. Anything else is refused by name. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // PostgreSQL keeps no U+0000. Only an operation may carry one: it is set aside alone.
  app.addHook('onRequest', async ({ url }) => {
    if (url.includes('%00')) throw new HttpError('bad-request')
  })
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    async (request: FastifyRequest, body: Buffer) => {
      const encoding = request.headers['content-encoding'] ?? 'identity'
      const text = (await decoded(encoding.toLowerCase(), body)).toString('utf8')
      if (request.routeOptions.url !== '/push' && text.includes('\\u0000')) throw new HttpError('bad-request')
      try {
        return JSON.parse(text)
      } catch {
        throw new HttpError('bad-json')
      }
    },
  )
}

async function decoded(encoding: string, body: Buffer): Promise<Buffer> {
  if (encoding === 'identity') return body
  if (encoding !== 'gzip') throw new HttpError('bad-encoding')
  try {
    return await unzip(body, { maxOutputLength: bodyLimit })
  } catch (error) {
    const tooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new HttpError(tooLarge ? 'too-large' : 'bad-encoding')
  }
}
