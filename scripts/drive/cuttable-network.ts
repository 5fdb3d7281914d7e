import { createServer, type Socket, connect as tcpConnect } from 'node:net'

/** The way of one device to the server, which can be cut like a cable. */
export interface CuttableNetwork {
  /** Address the device signs in to. */
  readonly url: string
  /** Drops every connection and refuses new ones. */
  readonly cut: () => void
  readonly restore: () => void
  readonly stop: () => Promise<void>
}

/** Opens a way to `target` (http on this machine) on a free port of the loopback. */
export async function openNetwork(target: string): Promise<CuttableNetwork> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    if (isCut) {
      client.destroy()
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
      from.pipe(to)
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
    restore: () => {
      isCut = false
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        dropAll()
      }),
  }
}
