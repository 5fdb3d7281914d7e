import { spawn } from 'node:child_process'
import { access, chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { signIn } from '../../electron/data/sync/sign-in.ts'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { tracesOf } from '../support/power-cut.ts'
import { runServerCommand, type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { type SyncDevice, startDevice } from '../support/sync-device.ts'

const rounds = 14
const writer = resolve(import.meta.dirname, '../support/sync-writer.ts')

describe('a laptop and a server that are killed at random', () => {
  let folder: string
  let data: string
  let password: string
  let server: ServerProcess
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outpost 杀掉 '))
    await chmod(folder, 0o755)
    data = join(folder, 'data')
    const { out } = await runServerCommand(['sample', '--data', data])
    password = /^bing +(\S+)/m.exec(out)?.[1] ?? ''
    server = await startServerProcess(data)
  })
  afterAll(async () => {
    await server.end('SIGTERM')
    await access(join(data, 'postgres', 'postmaster.pid')).then(
      async () => (await embeddedPostgres(data)).release(),
      () => undefined,
    )
    await rm(folder, { recursive: true, force: true })
  })

  async function laptop(): Promise<SyncDevice> {
    const identity = { device: uuidv7(), incarnation: uuidv7() }
    const device = { id: identity.device, incarnation: identity.incarnation, name: '样例笔记本' }
    const { account, token } = await signIn({ serverUrl: server.url, login: 'bing', password, device })
    return startDevice({ serverUrl: server.url, identity, token, account })
  }

  it('keep every record that was said to be saved, with its operations, and nothing twice', {
    timeout: 240_000,
  }, async () => {
    const victim = await laptop()
    const port = Number(new URL(server.url).port)
    const { file, key } = victim.disk()
    const { author, unitId, device, incarnation, node } = victim.context()
    await victim.engine().stop()
    await victim.store().close()
    const parameters = [
      file,
      Buffer.from(key).toString('hex'),
      JSON.stringify({ device, incarnation, node }),
      JSON.stringify({ author, unitId }),
    ]
    const said = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      const child = spawn(process.execPath, [writer, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
      let text = ''
      const ended = new Promise<void>((done) => child.once('close', () => done()))
      const started = new Promise<void>((done) => {
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (text.includes('started')) done()
        })
      })
      await Promise.race([started, ended])
      await sleep(50 + Math.random() * 350)
      // Every second time not before something was said to be saved, however busy the machine is.
      for (let turns = 0; round % 2 === 1 && turns < 1000 && text.split('\n').length < 6; turns += 1)
        await sleep(10)
      if (round % 4 === 3) {
        await server.end('SIGKILL')
        await sleep(Math.random() * 100)
        const again = startServerProcess(data, port)
        await sleep(Math.random() * 300)
        child.kill('SIGKILL')
        server = await again
      } else {
        child.kill('SIGKILL')
      }
      await ended
      // The last line may be torn by the kill; then nobody was told.
      const lines = text.split('\n').slice(1, -1)
      for (const line of lines) if (!line.endsWith('edited')) said.add(line)
      const store = openDatabase({ file, key, ballast: false })
      const { rows, clocks, docs, ops } = await tracesOf(store)
      await store.close()
      expect([...said].filter((id) => !rows.includes(id))).toEqual([])
      expect(clocks.filter((id) => rows.includes(id))).toEqual(rows)
      expect(docs.filter((id) => rows.includes(id))).toEqual(rows)
      expect([...new Set(ops)]).toEqual(rows)
    }
    expect(said.size).toBeGreaterThanOrEqual(rounds)

    await victim.restart()
    let status = await victim.sync()
    for (let n = 0; n < 5 && status.waiting > 0; n += 1) status = await victim.sync()
    expect(status).toMatchObject({ waiting: 0, problem: null, refused: 0 })
    const other = await laptop()
    await other.sync()
    await victim.sync()
    expect(await other.sight()).toBe(await victim.sight())
    const names = await other
      .store()
      .read((db) => db.selectFrom('enterprises').select(['id', 'name']).execute())
    const known = new Set(names.map(({ id }) => id))
    expect([...said].filter((id) => !known.has(id))).toEqual([])
    await other.remove()
    await victim.remove()
  })
})
