import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenForWake, type WakeListener } from '../../../electron/data/sync/wake.ts'

describe('the line on which the server says that something is new', () => {
  let http: Server
  let open: ServerResponse[]
  let costsMoney: boolean
  let listener: WakeListener
  const hints: string[] = []
  beforeEach(async () => {
    open = []
    hints.length = 0
    costsMoney = false
    http = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': hello\n\n')
      open.push(response)
      response.on('close', () => {
        open = open.filter((each) => each !== response)
      })
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    await listener.stop()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  })
  const listen = () => {
    const serverUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    listener = listenForWake({
      where: async () => (costsMoney ? null : { serverUrl, token: 'token' }),
      onHint: ({ scope }) => hints.push(scope),
      after: () => () => undefined,
      random: () => 0.5,
    })
  }

  it('is given up at once when the connection begins to cost money, and taken up again when it is free', async () => {
    listen()
    await expect.poll(() => open.length).toBe(1)
    costsMoney = true
    listener.retry()
    await expect.poll(() => open.length).toBe(0)
    listener.retry()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open.length).toBe(0)
    costsMoney = false
    listener.retry()
    await expect.poll(() => open.length).toBe(1)
  })

  it('stays open when the network came back and nothing else changed', async () => {
    listen()
    await expect.poll(() => open.length).toBe(1)
    const first = open[0]
    listener.retry()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(open).toEqual([first])
    first?.write('event: wake\ndata: {"scope":"org","seq":3}\n\n')
    await expect.poll(() => hints).toEqual(['org'])
  })
})
