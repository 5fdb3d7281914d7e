import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callServer } from '../../../electron/data/sync/http.ts'
import { openSnapshot } from '../../../electron/data/sync/http-stream.ts'

describe('an answer that leads elsewhere, as the portal of a hotel gives', () => {
  let portal: Server
  let elsewhere: Server
  let heard: string[]
  const listen = (server: Server) =>
    new Promise<string>((done) =>
      server.listen(0, '127.0.0.1', () =>
        done(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
      ),
    )
  beforeEach(() => {
    heard = []
    elsewhere = createServer((request, response) => {
      heard.push(`${request.method} ${request.headers.authorization}`)
      request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
    })
  })
  afterEach(() => {
    for (const server of [portal, elsewhere]) {
      server.closeAllConnections()
      server.close()
    }
  })

  it.each([301, 302, 303, 307, 308])(
    'is not followed (%i): neither token nor records reach anybody else',
    async (status) => {
      const location = await listen(elsewhere)
      portal = createServer((request, response) => {
        request.resume().on('end', () => response.writeHead(status, { location }).end())
      })
      const connection = { serverUrl: await listen(portal), token: 'token', idleMs: 10_000 }
      const push = { method: 'POST', path: 'push', body: { ops: ['样例'] }, answer: z.object({}) } as const
      await expect(callServer(connection, push)).rejects.toMatchObject({ code: 'server/captive-portal' })
      await expect(openSnapshot(connection, 'snapshot?scope=org')).rejects.toThrow()
      expect(heard).toEqual([])
    },
  )
})
