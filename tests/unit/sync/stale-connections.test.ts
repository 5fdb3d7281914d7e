import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callServer } from '../../../electron/data/sync/http.ts'

/** A connection is kept open after an answer, and has died by the time it is used again. */
describe('a connection that was kept open from the last round', () => {
  let server: Server
  let connections: Socket[]
  /** What becomes of a request on a connection that was used before. */
  let onUsed: 'answered' | 'reset' | 'silent'
  let received: number
  beforeEach(async () => {
    onUsed = 'answered'
    connections = []
    received = 0
    const used = new WeakSet<Socket>()
    server = createServer((request, response) => {
      received += 1
      request.resume().on('end', () => {
        if (used.has(request.socket) && onUsed === 'reset') return request.socket.resetAndDestroy()
        if (used.has(request.socket) && onUsed === 'silent') return
        used.add(request.socket)
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"well":true}')
      })
    })
    server.on('connection', (socket) => connections.push(socket))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const call = (idleMs = 15_000) => {
    const { port } = server.address() as AddressInfo
    return callServer(
      { serverUrl: `http://127.0.0.1:${port}/`, token: 'token', idleMs },
      { method: 'POST', path: 'push', body: { ops: [] }, answer: z.object({ well: z.boolean() }) },
    )
  }

  it('is used again as long as it lives', async () => {
    await call()
    await call()
    expect(connections.length).toBe(1)
  })

  it('and was reset meanwhile costs nothing: the same request goes over a fresh one', async () => {
    await call()
    onUsed = 'reset'
    expect(await call()).toEqual({ well: true })
    expect(received).toBe(3)
    expect(connections.length).toBeGreaterThan(1)
  })

  it('and does not answer any more is given up, and the next request goes over a fresh one', async () => {
    await call()
    onUsed = 'silent'
    await expect(call(500)).rejects.toMatchObject({ code: 'server/unreachable' })
    expect(await call()).toEqual({ well: true })
    expect(connections.length).toBeGreaterThan(1)
  })
})
