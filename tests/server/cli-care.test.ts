import { access, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { type FreshDatabase, freshDatabase } from '../support/server-database.ts'
import { runServerCommand, type ServerProcess, startServerProcess } from '../support/server-process.ts'

let folder: string
let data: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost 管理 '))
  data = join(folder, 'data')
})
afterAll(async () => {
  // A test that failed half way may have left the cluster running.
  await access(join(data, 'postgres')).then(
    async () => (await embeddedPostgres(data)).release(),
    () => undefined,
  )
  await rm(folder, { recursive: true, force: true })
})

const command = (...args: string[]) => runServerCommand([...args, '--data', data])
const post = (url: string, body: object, headers: object = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

describe('an administrator at the server’s command line', () => {
  let server: ServerProcess
  const ids = { unit: v7(), user: v7() }
  const device = { id: v7(), name: '样例笔记本', incarnation: v7() }
  const signIn = (password: string, headers: object = {}, login = 'jia') =>
    post(`${server.url}/auth/sign-in`, { login, password, device }, headers)

  it('gives units and users the ids that devices know them by, after a server was set up anew', async () => {
    server = await startServerProcess(data, 0, { more: ['--trust-proxy', '127.0.0.1'] })
    const unit = ['unit', 'add', '--name', '样例局', '--kind', 'department']
    expect(await command(...unit, '--id', ids.unit)).toMatchObject({ code: 0, out: `${ids.unit}\n` })
    expect((await command(...unit, '--id', ids.unit)).err).toContain('There is a unit with the id')
    const user = [
      'user',
      'add',
      '--name',
      '样例甲',
      '--unit',
      ids.unit,
      '--role',
      'field',
      '--password-stdin',
    ]
    const add = (login: string, id: string) =>
      runServerCommand([...user, '--login', login, '--id', id, '--data', data], 'a given password')
    expect(await add('jia', ids.user)).toMatchObject({ code: 0, out: `${ids.user}\n` })
    expect((await add('other', ids.user)).err).toContain('There is a user with the id')
    expect((await add('other', 'jia')).err).toContain('is no id of a user')
    expect(await (await signIn('a given password')).json()).toMatchObject({
      user: { id: ids.user, unitId: ids.unit },
    })
  })

  it('sees what was set aside and for whom, looks into it, and settles it without losing it', async () => {
    expect((await command('quarantine', 'list')).out).toBe('Nothing is set aside.\n')
    const { token } = await (await signIn('a given password')).json()
    const op = {
      ...{ opId: v7(), device: device.id, incarnation: device.incarnation, localSeq: 1, kind: 'set' },
      ...{ table: 'enterprises', id: v7(), schemaVersion: 1, author: ids.user },
      fields: { name: { v: '内容不在列表里', hlc: 'not a stamp', base: [] } },
    }
    const half = {
      ...{ ...op, opId: v7(), localSeq: 2, id: v7() },
      fields: { name: { v: '甲', hlc: '019c0f6e20000000a1b2c3d4e5f60718', base: [] } },
      group: { id: v7(), index: 0, size: 2 },
    }
    const pushed = await post(
      `${server.url}/push`,
      { device: device.id, incarnation: device.incarnation, ops: [op, half], carried: [{ head: 'forged' }] },
      { authorization: `Bearer ${token}` },
    )
    const { results, carried } = await pushed.json()
    expect(results.map(({ status }: { status: string }) => status)).toEqual(['quarantined', 'staged'])
    const listed = (await command('quarantine', 'list')).out
    expect(listed).toMatch(
      new RegExp(`1 +\\S+ +jia +样例笔记本 +malformed +\\S+ +enterprises +${op.id} +open`),
    )
    expect(listed).toMatch(new RegExp(`${carried[0].run} +\\S+ +jia +malformed +open`))
    expect(listed).toMatch(new RegExp(`${half.group.id} +${device.id} +1 `))
    expect(listed).not.toContain('内容不在列表里')
    // Kept are the words that came, without what the device sent around them.
    const sizes = new RegExp(`${device.id} +样例笔记本 +jia +(\\d+) bytes +(\\d+) bytes +(\\d+) bytes`).exec(
      listed,
    )
    expect(sizes?.slice(1).map(Number)).toEqual(
      [half, op, { head: 'forged' }].map((kept) => Buffer.byteLength(JSON.stringify(kept))),
    )
    expect(JSON.parse((await command('quarantine', 'show', '1')).out)).toMatchObject({ opId: op.opId })
    expect((await command('quarantine', 'show', carried[0].run)).out).toContain('forged')

    expect((await command('quarantine', 'settle', '1')).err).toContain('--note is missing')
    for (const name of ['1', carried[0].run])
      expect((await command('quarantine', 'settle', name, '--note', 'told jia')).code).toBe(0)
    expect((await command('quarantine', 'settle', '1', '--note', 'again')).err).toContain(
      'Nothing that is open',
    )
    const open = (await command('quarantine', 'list')).out
    expect(open).not.toContain('malformed')
    const all = (await command('quarantine', 'list', '--all')).out
    expect(all).toMatch(/malformed .* settled/)
    expect((await command('quarantine', 'show', '1')).out).toContain(op.opId)
  })

  it('counts sign-ins by the address that a trusted proxy names, and by nobody else’s word', async () => {
    const attempts = async (from: string, times: number) => {
      const codes: number[] = []
      for (let at = 0; at < times; at += 1)
        // A name that nobody has: an account of its own makes whoever guesses wait, wherever they are.
        codes.push((await signIn('wrong password', { 'x-forwarded-for': from }, 'nobody')).status)
      return codes
    }
    expect((await attempts('203.0.113.7', 11)).at(-1)).toBe(429)
    expect(await attempts('203.0.113.8', 1)).not.toEqual([429])
    expect(await server.end('SIGTERM')).toBe(0)
    const bad = await command('serve', '--trust-proxy', 'everybody')
    expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('--trust-proxy is an address') })

    server = await startServerProcess(data)
    expect((await attempts('203.0.113.9', 11)).at(-1)).toBe(429)
    expect(await attempts('203.0.113.10', 1)).toEqual([429])
    await server.end('SIGTERM')
  })
})

describe('a server on a PostgreSQL of its own', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.close())

  it('keeps its snapshots in its own folder and not among everybody’s temporary files', async () => {
    const place = join(folder, 'beside')
    const env = { DATABASE_URL: database.url, TMPDIR: join(folder, 'nowhere') }
    const server = await startServerProcess(place, 0, { env })
    const run = (args: string[], input = '') => runServerCommand([...args, '--data', place], input, env)
    const unit = (await run(['unit', 'add', '--name', '样例局', '--kind', 'department'])).out.trim()
    await run(
      [
        'user',
        'add',
        '--login',
        'jia',
        '--name',
        '甲',
        '--unit',
        unit,
        '--role',
        'field',
        '--password-stdin',
      ],
      'a given password',
    )
    const device = { id: v7(), name: 'laptop', incarnation: v7() }
    const answer = await post(`${server.url}/auth/sign-in`, {
      login: 'jia',
      password: 'a given password',
      device,
    })
    const { token } = await answer.json()
    const snapshot = await fetch(`${server.url}/snapshot?scope=org`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(snapshot.status).toBe(200)
    await snapshot.text()
    expect(await readdir(join(place, 'snapshots'))).toEqual([expect.stringMatching(/^snapshots-/)])
    await server.end('SIGTERM')
  })
})
