import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import type { App } from '../../server/routes/context.ts'
import type { ServerDevice } from './server-device.ts'

type Values = Readonly<Record<string, unknown>>

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The smallest thing that a camera could have taken, with as much behind it as a test wants. */
export const picture = (extra: number | string = 0): Buffer =>
  Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    typeof extra === 'number' ? Buffer.alloc(extra, 7) : Buffer.from(extra),
  ])

/** A record of an attachment with these bytes, made by a device; pushed by the caller. */
export function attachmentOf(device: ServerDevice, bytes: Uint8Array, values: Values = {}, id = v7()) {
  return device.create(
    'attachments',
    {
      ownerTable: 'visits',
      ownerId: v7(),
      kind: 'photo',
      name: '样例照片.jpg',
      mime: 'image/jpeg',
      size: bytes.length,
      sha256: sha256(bytes),
      confidentiality: 'internal',
      ...values,
    },
    id,
  )
}

const encoded = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${Buffer.from(String(value)).toString('base64')}`)
    .join(',')

type Headers = Record<string, string>

/** A device's side of the file addresses, without a network. */
export function filesOf(app: App, device: Pick<ServerDevice, 'token'>) {
  const authorization = `Bearer ${device.token}`
  const tus = { authorization, 'tus-resumable': '1.0.0' }
  const ask = (
    method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE',
    url: string,
    headers: Headers,
    payload?: Buffer,
  ) => app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  const files = {
    ask,
    begin: (id: string, bytes: Uint8Array, metadata: Values = {}, headers: Headers = {}) => {
      const own = { attachment: id, sha256: sha256(bytes), size: bytes.length, ...metadata }
      return ask('POST', '/files', {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': encoded(own as Record<string, string | number>),
        ...headers,
      })
    },
    patch: (url: string, bytes: Buffer, offset: number, headers: Headers = {}) =>
      ask(
        'PATCH',
        url,
        {
          ...tus,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          ...headers,
        },
        bytes,
      ),
    head: (url: string) => ask('HEAD', url, tus),
    end: (url: string) => ask('DELETE', url, tus),
    /** The whole upload in parts. @returns the last answer */
    upload: async (id: string, bytes: Buffer, part = 1_048_576) => {
      const begun = await files.begin(id, bytes)
      if (begun.statusCode !== 201) return begun
      let answer = begun
      for (let at = 0; at < bytes.length && answer.statusCode < 300; at += part)
        answer = await files.patch(address(begun), bytes.subarray(at, at + part), at)
      return answer
    },
    state: async (...ids: string[]) => {
      const answer = await ask('GET', `/files/state?ids=${ids.join(',')}`, { authorization })
      return answer.json().files.map((file: { state: string; reason?: string }) => file.reason ?? file.state)
    },
    claim: (attachment: string, hash: string) =>
      app.inject({
        method: 'POST',
        url: '/files/claim',
        headers: { authorization },
        payload: { attachment, sha256: hash },
      }),
    content: (id: string, headers: Headers = {}) =>
      ask('GET', `/files/${id}/content`, { authorization, ...headers }),
  }
  return files
}

/** The path of an upload that was begun. */
export function address(begun: { headers: Record<string, unknown> }): string {
  return `/${String(begun.headers.location)}`
}
