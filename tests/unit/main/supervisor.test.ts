import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent, HostInit } from '#shared/contract/channel.ts'
import { forkedChannel } from '../../../electron/main/host/forked-channel.ts'
import { type HostSupervisor, superviseHost } from '../../../electron/main/host/supervisor.ts'

/** A data host that answers by name: `die` kills it, `hang` never answers, anything else echoes its input. */
const hostScript = `
process.on('message', (message) => {
  if (message.type === 'init') return process.send({ type: 'ready' })
  if (message.type === 'close') return message.type && !globalThis.stubborn ? process.exit(0) : undefined
  if (message.type !== 'relay') return
  const { id, name, input } = message.message
  if (name === 'die') return process.exit(3)
  if (name === 'hang') return
  if (name === 'stubborn') globalThis.stubborn = true
  process.send({ type: 'broadcast', event: { type: 'changed', tables: [name] } })
  process.send({ type: 'relay', window: message.window, message: { type: 'reply', id, ok: true, value: input, tables: [name] } })
})`

const init: HostInit = { type: 'init', userData: '', osSecret: null, appVersion: '0', deviceName: 'test' }

describe('the data host is kept alive', () => {
  let folder: string
  let host: HostSupervisor
  let events: HostEvent[]
  let lines: string[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-张三 测试-'))
    const script = join(folder, 'host.cjs')
    writeFileSync(script, hostScript)
    events = []
    lines = []
    host = superviseHost({
      start: () => forkedChannel(script, process.execPath),
      init,
      onEvent: (event) => events.push(event),
      log: (line) => lines.push(line),
      graceMs: 300,
      firstDelayMs: 10,
    })
  })
  afterEach(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('passes calls on and brings the answers and announcements back', async () => {
    const outcome = await host.call(1, 'visits.list', { 企业: '某某' })
    expect(outcome).toEqual({ ok: true, value: { 企业: '某某' }, tables: ['visits.list'] })
    expect(events).toEqual([{ type: 'changed', tables: ['visits.list'] }])
  })

  it('answers the calls under way when the host dies, and starts it again', async () => {
    const hanging = host.call(1, 'hang', null)
    const dying = host.call(1, 'die', null)
    const lost = { ok: false, code: 'host/unavailable', details: {} }
    expect(await Promise.all([hanging, dying])).toEqual([lost, lost])
    expect(await host.call(1, 'again', 1)).toMatchObject({ ok: true, value: 1 })
    expect(lines.join()).toContain('ended with code 3')
  })

  it('waits longer after each death', async () => {
    for (let death = 0; death < 3; death++) await host.call(1, 'die', null)
    await host.call(1, 'again', 1)
    const delays = lines.flatMap((line) => /in (\d+) ms/.exec(line)?.[1] ?? [])
    expect(delays).toEqual(['10', '20', '40'])
  })

  it('ends a host that does not leave when asked', async () => {
    await host.call(1, 'stubborn', null)
    await host.close()
    expect(lines.join()).toContain('did not leave in time')
    expect(await host.call(1, 'late', null)).toMatchObject({ ok: false, code: 'host/unavailable' })
  })
})
