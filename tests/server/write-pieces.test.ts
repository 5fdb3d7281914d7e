import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as passed } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { writePieces } from '../../server/write-pieces.ts'

const pieceBytes = 65_536
const count = 400

describe('pieces that share their memory', () => {
  const stops: (() => void)[] = []
  afterEach(() => {
    for (const stop of stops.splice(0)) stop()
  })

  /** Serves pieces of one buffer, each full of its number; tells how many were made and what became of it. */
  async function serve() {
    const state = { made: 0, left: false, outcome: '' }
    async function* pieces() {
      const buffer = Buffer.alloc(pieceBytes)
      try {
        for (; state.made < count; state.made += 1) yield buffer.fill(state.made % 251)
      } finally {
        state.left = true
      }
    }
    const server = createServer((_, response) => {
      writePieces(response, pieces()).then(
        () => (state.outcome = 'whole'),
        (error: Error) => (state.outcome = error.message),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(
      () => server.closeAllConnections(),
      () => server.close(),
    )
    return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  }

  const ask = (url: string) =>
    new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      get(url, { agent: false }, resolve).on('error', reject)
    })

  it('arrive as they were made at a reader who stops for a while', async () => {
    const { state, url } = await serve()
    const answer = await ask(url)
    await passed(300)
    expect(state.made).toBeLessThan(count)
    const parts: Buffer[] = []
    for await (const part of answer) parts.push(part)
    const all = Buffer.concat(parts)
    expect(all.length).toBe(count * pieceBytes)
    const wrong = Array.from({ length: count }, (_, at) => at).filter(
      (at) => !all.subarray(at * pieceBytes, (at + 1) * pieceBytes).every((byte) => byte === at % 251),
    )
    expect(wrong).toEqual([])
    expect(state.outcome).toBe('whole')
  })

  it('are no longer made once the reader has left', async () => {
    const { state, url } = await serve()
    const answer = await ask(url)
    await passed(100)
    answer.destroy()
    await expect.poll(() => state.left).toBe(true)
    expect(state.made).toBeLessThan(count)
    expect(state.outcome).not.toBe('whole')
  })
})
