import { createServer, type Socket, connect as tcpConnect } from 'node:net'
import { Transform } from 'node:stream'

/** The way of one device to the server, which can be cut like a cable, slow like a train's, or a hotel's with its own sign-in page. */
export interface CuttableNetwork {
  /** Address the device signs in to. */
  readonly url: string
  /** Drops every connection and refuses new ones. */
  readonly cut: () => void
  /** From now on so many bytes a second come through from the server. */
  readonly slowDown: (bytesPerSecond: number) => void
  /** Answers everything itself with a page, as a hotel's network does before one has signed in to it. */
  readonly askForSignIn: () => void
  readonly restore: () => void
  readonly stop: () => Promise<void>
}

const page = '<!doctype html><title>Hotel</title><form action="/login"><input name="room"></form>'
const signInPage = [
  'HTTP/1.1 200 OK',
  'content-type: text/html',
  `content-length: ${page.length}`,
  'connection: close',
  '',
  page,
].join('\r\n')

/** Opens a way to `target` (http on this machine) on a free port of the loopback. */
export async function openNetwork(target: string): Promise<CuttableNetwork> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  let isPortal = false
  let bytesPerSecond: number | null = null
  const throttle = () =>
    new Transform({
      transform: (chunk: Buffer, _, done) => {
        const wait = bytesPerSecond === null ? 0 : (chunk.length / bytesPerSecond) * 1000
        setTimeout(() => done(null, chunk), wait)
      },
    })
  const server = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    if (isPortal) {
      client.on('error', () => undefined)
      client.once('data', () => client.end(signInPage))
      return
    }
    const upstream = tcpConnect(Number(port), hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      if (from === upstream) from.pipe(throttle()).pipe(to)
      else from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const ownPort = typeof address === 'object' && address ? address.port : 0
  const dropAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${ownPort}`,
    cut: () => {
      isCut = true
      dropAll()
    },
    slowDown: (bytes) => {
      bytesPerSecond = bytes
    },
    askForSignIn: () => {
      isPortal = true
      dropAll()
    },
    restore: () => {
      isCut = false
      isPortal = false
      bytesPerSecond = null
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        dropAll()
      }),
  }
}
