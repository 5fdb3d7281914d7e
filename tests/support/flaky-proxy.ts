import { connect, createServer, type Socket } from 'node:net'

/** How the network behaves: as it should, not at all, or cutting each connection after so many bytes of answer. */
export type Weather = 'fair' | 'down' | { readonly cutAfter: number }

export interface FlakyProxy {
  readonly url: string
  /** Changes the weather; connections that are open break, as they do when a laptop changes networks. */
  readonly set: (weather: Weather) => void
  readonly close: () => Promise<void>
}

/**
 * A stretch of bad network before a server. `{ cutAfter: 0 }` lets a request through and loses its answer: the
 * server has done its work and the device does not know.
 */
export async function flakyProxy(serverUrl: string): Promise<FlakyProxy> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let weather: Weather = 'fair'

  const server = createServer((device) => {
    if (weather === 'down') {
      device.destroy()
      return
    }
    const upstream = connect(Number(port), hostname)
    const pair = [device, upstream]
    const breakOff = () => {
      for (const socket of pair) {
        open.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of pair) {
      open.add(socket)
      socket.on('error', breakOff)
      socket.on('close', breakOff)
    }
    device.pipe(upstream)
    let left = typeof weather === 'object' ? weather.cutAfter : Number.POSITIVE_INFINITY
    upstream.on('data', (chunk: Buffer) => {
      if (chunk.length <= left) {
        left -= chunk.length
        device.write(chunk)
        return
      }
      device.write(chunk.subarray(0, left), breakOff)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  const breakAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}/`,
    set: (next) => {
      weather = next
      breakAll()
    },
    close: async () => {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
