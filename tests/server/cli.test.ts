import { access, chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { runServerCommand, type ServerProcess, startServerProcess } from '../support/server-process.ts'

let folder: string
let data: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost 服务器 '))
  // Open to everybody, as a project's folder usually is; the other tests run in closed ones.
  await chmod(folder, 0o755)
  data = join(folder, '数据 one')
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
const isRunning = () =>
  access(join(data, 'postgres', 'postmaster.pid')).then(
    () => true,
    () => false,
  )

async function signIn(url: string, login: string, password: string): Promise<Response> {
  const device = { id: v7(), name: 'sample laptop', incarnation: v7() }
  return fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password, device }),
  })
}

describe('the server’s command line', () => {
  let server: ServerProcess

  it('starts on an empty folder whose path has spaces and Chinese characters, and says what to do next', async () => {
    server = await startServerProcess(data)
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    await expect.poll(() => server.printed()).toContain('npm run outpost-server -- sample')
    expect(server.printed()).toContain('user add --login')
    expect((await stat(join(data, 'postgres-password'))).mode & 0o777).toBe(0o600)
  })

  it('sets up an organisation while the server runs, and its people can sign in at once', async () => {
    expect((await command('organisation', 'set', '--name', '样例市招商局')).code).toBe(0)
    const unit = await command(
      'unit',
      'add',
      '--name',
      '样例市招商局',
      '--kind',
      'department',
      '--division',
      '320600',
    )
    expect(unit).toMatchObject({ code: 0, err: '' })
    const child = await command(
      'unit',
      'add',
      '--name',
      '样例开发区',
      '--kind',
      'development_zone',
      '--parent',
      '样例市招商局',
    )
    expect(child.code).toBe(0)
    expect((await command('unit', 'list')).out).toMatch(/样例开发区 +development_zone +样例市招商局/)

    const made = await command(
      'user',
      'add',
      '--login',
      'jia',
      '--name',
      '样例甲',
      '--unit',
      '样例开发区',
      '--role',
      'team_lead',
      '--post',
      '副主任',
    )
    const password = /password: (\S+)/.exec(made.out)?.[1] ?? ''
    const response = await signIn(server.url, 'jia', password)
    expect(await response.json()).toMatchObject({ user: { name: '样例甲' }, organisation: '样例市招商局' })

    const given = await runServerCommand(
      [
        'user',
        'add',
        '--login',
        'yi',
        '--name',
        '样例乙',
        '--unit',
        unit.out.trim(),
        '--role',
        'field',
        '--password-stdin',
        '--data',
        data,
      ],
      'a given password\n',
    )
    expect(given.out).not.toContain('a given password')
    expect((await signIn(server.url, 'yi', 'a given password')).status).toBe(200)
    expect((await command('user', 'list')).out).toMatch(/jia +样例甲 +样例开发区 +team_lead +active/)
  })

  it('revokes devices, sets passwords and disables users while the server runs, and says so', async () => {
    const { out } = await command('user', 'password', '--login', 'yi')
    const password = /password: (\S+)/.exec(out)?.[1] ?? ''
    const { token } = await (await signIn(server.url, 'yi', password)).json()
    const changes = () => fetch(`${server.url}/changes`, { headers: { authorization: `Bearer ${token}` } })
    expect((await changes()).status).toBe(200)
    const devices = (await command('device', 'list')).out.split('\n').filter((line) => line.includes('yi'))
    for (const line of devices)
      expect(await command('device', 'revoke', line.split(' ')[0] ?? '')).toMatchObject({
        code: 0,
        out: expect.stringContaining('The device is revoked'),
      })
    expect((await (await changes()).json()).error).toBe('device-revoked')
    expect(await command('user', 'disable', '--login', 'yi')).toMatchObject({
      code: 0,
      out: expect.stringContaining('yi can no longer sign in'),
    })
    expect((await signIn(server.url, 'yi', password)).status).toBe(401)
  })

  it('lets disabled users and revoked devices back, says what they have to do, and repeats nothing', async () => {
    const device = (await command('device', 'list')).out.split('\n').find((line) => line.includes('yi'))
    const id = device?.split(' ')[0] ?? ''
    const allowed = await command('device', 'allow', id)
    expect(allowed).toMatchObject({ code: 0, out: expect.stringContaining('yi has to sign in on it') })
    expect(allowed.out).toContain('The account of yi is disabled')
    expect((await command('device', 'list')).out).toMatch(new RegExp(`${id} .* active`))
    expect(await command('device', 'allow', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('is not revoked. Nothing was changed'),
    })
    expect(await command('user', 'enable', '--login', 'yi')).toMatchObject({
      code: 0,
      out: expect.stringContaining('yi can sign in again'),
    })
    expect((await command('user', 'list')).out).toMatch(/yi +样例乙 .* active/)
    expect((await command('user', 'enable', '--login', 'yi')).out).toContain('is not disabled')
    const { out } = await command('user', 'password', '--login', 'yi')
    expect((await signIn(server.url, 'yi', /password: (\S+)/.exec(out)?.[1] ?? '')).status).toBe(200)
  })

  it('explains what is wrong with a command and changes nothing', async () => {
    const cases: readonly [string[], number, string][] = [
      [['unit', 'add', '--kind', 'department'], 1, '--name is missing'],
      [['unit', 'add', '--name', 'x', '--kind', 'castle'], 1, '--kind is one of: province'],
      [
        ['unit', 'add', '--name', 'x', '--kind', 'park', '--parent', 'nowhere'],
        1,
        'There is no unit "nowhere"',
      ],
      [
        ['unit', 'add', '--name', 'x', '--kind', 'park', '--division', '3206001'],
        1,
        'divisionCode: too-long',
      ],
      [
        ['user', 'add', '--login', 'jia', '--name', 'x', '--unit', '样例开发区', '--role', 'field'],
        1,
        'The login "jia" is taken',
      ],
      [['user', 'disable', '--login', 'nobody'], 1, 'There is no user with the login "nobody"'],
      [['user', 'enable', '--login', 'nobody'], 1, 'There is no user with the login "nobody"'],
      [['user', 'enable'], 1, '--login is missing'],
      [['device', 'revoke', 'x'], 1, 'There is no device "x"'],
      [['device', 'allow', 'x'], 1, 'There is no device "x"'],
      [['sample'], 1, 'There are units already'],
      [['fly'], 2, 'Unknown command: fly'],
      [['serve', '--prot', '1'], 2, "Unknown option '--prot'"],
    ]
    for (const [args, code, message] of cases) {
      const result = await command(...args)
      expect([result.code, result.err.includes(message) ? message : result.err]).toEqual([code, message])
    }
  })

  it('says that a port is taken', async () => {
    const port = new URL(server.url).port
    const second = await command('serve', '--port', port)
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('--port') })
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  it('stops in order, with its PostgreSQL, when it is told to', async () => {
    expect(await server.end('SIGTERM')).toBe(0)
    expect(await isRunning()).toBe(false)
  })

  it('works without the server too, and leaves nothing running', async () => {
    expect((await command('user', 'list')).out).toContain('样例甲')
    expect(await isRunning()).toBe(false)
  })

  it('finds everything again after the server was killed', async () => {
    const killed = await startServerProcess(data)
    await killed.end('SIGKILL')
    expect(await isRunning()).toBe(true)
    const next = await startServerProcess(data)
    expect(next.printed()).not.toContain('Nobody can sign in yet')
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200)
    expect(await next.end('SIGINT')).toBe(0)
    expect(await isRunning()).toBe(false)
  })

  it('makes a sample organisation with one command', async () => {
    const other = join(folder, 'sample')
    const { out } = await runServerCommand(['sample', '--data', other])
    for (const name of ['样例甲', '样例乙', '样例丙']) expect(out).toContain(name)
    const password = /^jia +(\S+)/m.exec(out)?.[1] ?? ''
    const running = await startServerProcess(other)
    expect((await signIn(running.url, 'jia', password)).status).toBe(200)
    await running.end('SIGTERM')
    expect(await readFile(join(other, 'postgres.log'), 'utf8')).not.toContain(password)
  })
})
