import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Socket } from 'node:net'
import { AppError } from '#shared/contract/errors.ts'

/** Bytes of one frame at most. A bundle goes in many. */
export const frameBytes = 65_536
const lengthBytes = 4
const tagBytes = 16

/** Frames over a connection, in the order they were sent; after `encrypt` each is sealed with its number. */
export interface Wire {
  readonly send: (frame: Uint8Array) => Promise<void>
  /** @throws AppError exchange/interrupted, exchange/damaged, exchange/not-outpost */
  readonly receive: () => Promise<Buffer>
  /** From now on everything is encrypted, with one key for each direction. */
  readonly encrypt: (keys: { readonly sending: Uint8Array; readonly receiving: Uint8Array }) => void
  readonly close: () => void
}

/**
 * Cuts a connection into frames: four bytes of length (big endian), then the frame. Nothing larger than a frame is
 * ever kept of what nobody asked for: reading pauses until the last frame was taken.
 */
export function wireOver(socket: Socket): Wire {
  let buffered = Buffer.alloc(0)
  let ended = false
  let wanted: { resolve: (frame: Buffer) => void; reject: (error: AppError) => void } | null = null
  let seal: ((frame: Uint8Array) => Buffer) | null = null
  let open: ((frame: Buffer) => Buffer) | null = null

  const give = () => {
    if (!wanted) return
    const { resolve, reject } = wanted
    const frame = nextFrame()
    if (frame instanceof AppError) {
      wanted = null
      reject(frame)
    } else if (frame) {
      wanted = null
      resolve(frame)
    } else if (ended) {
      wanted = null
      reject(new AppError('exchange/interrupted'))
    } else socket.resume()
  }
  const nextFrame = (): Buffer | AppError | undefined => {
    if (buffered.length < lengthBytes) return undefined
    const length = buffered.readUInt32BE(0)
    if (length > frameBytes + tagBytes)
      return new AppError(open ? 'exchange/damaged' : 'exchange/not-outpost')
    if (buffered.length < lengthBytes + length) return undefined
    const frame = buffered.subarray(lengthBytes, lengthBytes + length)
    buffered = Buffer.from(buffered.subarray(lengthBytes + length))
    try {
      return open ? open(frame) : Buffer.from(frame)
    } catch (error) {
      return new AppError('exchange/damaged', {}, { cause: error })
    }
  }
  socket.pause()
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk])
    socket.pause()
    give()
  })
  const end = () => {
    ended = true
    give()
  }
  socket.on('end', end)
  socket.on('close', end)
  socket.on('error', end)

  return {
    send: (frame) =>
      new Promise((resolve, reject) => {
        const body = seal ? seal(frame) : Buffer.from(frame)
        const length = Buffer.alloc(lengthBytes)
        length.writeUInt32BE(body.length)
        socket.write(Buffer.concat([length, body]), (error) =>
          error ? reject(new AppError('exchange/interrupted', {}, { cause: error })) : resolve(),
        )
      }),
    receive: () =>
      new Promise((resolve, reject) => {
        wanted = { resolve, reject }
        give()
      }),
    encrypt: ({ sending, receiving }) => {
      seal = sealing(sending)
      open = opening(receiving)
    },
    close: () => socket.destroy(),
  }
}

function sealing(key: Uint8Array): (frame: Uint8Array) => Buffer {
  const next = nonces()
  return (frame) => {
    const cipher = createCipheriv('aes-256-gcm', key, next())
    return Buffer.concat([cipher.update(frame), cipher.final(), cipher.getAuthTag()])
  }
}

function opening(key: Uint8Array): (frame: Buffer) => Buffer {
  const next = nonces()
  return (frame) => {
    // A shorter tag would be easier to guess.
    if (frame.length < tagBytes) throw new Error('no whole tag')
    const cipher = createDecipheriv('aes-256-gcm', key, next())
    cipher.setAuthTag(frame.subarray(frame.length - tagBytes))
    return Buffer.concat([cipher.update(frame.subarray(0, frame.length - tagBytes)), cipher.final()])
  }
}

/** The number of the frame: one that is left out, doubled or out of its place does not open. */
function nonces(): () => Buffer {
  let count = 0
  return () => {
    const nonce = Buffer.alloc(12)
    nonce.writeUIntBE(count++, 6, 6)
    return nonce
  }
}
