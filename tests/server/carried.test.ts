import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '#shared/sync/bundle.ts'
import { PushResponse } from '#shared/sync/protocol.ts'
import { composeBundle } from '../../electron/data/exchange/compose.ts'
import { signRun } from '../../electron/data/exchange/gather.ts'
import { parseOp } from '../../electron/data/sync/stored-op.ts'
import { disableUser } from '../../server/administration/users.ts'
import { type Teammate, teammate } from '../support/exchange-team.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'

describe('the server’s check of carried work', () => {
  let server: TestServer
  let author: Teammate
  let colleague: Teammate
  let carrier: ServerDevice
  beforeAll(async () => {
    server = await testServer()
    server.time.now = Date.now()
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
    author = await teammate(server, url, 'ding')
    colleague = await teammate(server, url, 'jia')
    carrier = await server.device('jia')
    for (let round = 0; round < 2; round += 1)
      for (const { device } of [author, colleague]) await device.sync()
  })
  afterEach(async () => {
    for (const { device } of [author, colleague]) await device.sync()
  })
  afterAll(async () => {
    for (const { device } of [author, colleague]) await device.remove()
    await server.stop()
  })

  /** A run with one new enterprise of the author's, not sent by itself yet. */
  async function newRun(name = '样例公司'): Promise<{ run: Run; id: string; opId: string }> {
    const id = await author.device.create(name)
    const sender = await author.self()
    const { runs } = await author.device
      .store()
      .read((db) => composeBundle(db, sender, { kind: 'device', device: colleague.id }))
    const run = runs.at(-1)
    const last = run?.ops.at(-1)
    if (!run || typeof last !== 'string') throw new Error('no run')
    return { run, id, opId: parseOp(last).opId }
  }
  async function hand(...runs: readonly unknown[]) {
    const response = await carrier.request('POST', '/push', {
      device: carrier.id,
      incarnation: uuidv7(),
      ops: [],
      carried: runs,
    })
    expect(response.statusCode, response.body).toBe(200)
    return PushResponse.parse(response.json()).carried ?? []
  }
  const exists = async (id: string) => {
    const { rows } = await sql`select from records where id = ${id}`.execute(server.db)
    return rows.length === 1
  }
  const aside = async () => {
    const { rows } = await sql<{ reason: string }>`select reason from run_quarantine`.execute(server.db)
    return rows.map(({ reason }) => reason)
  }

  it('takes a run as its author’s and gives the same answer again, whoever asks', async () => {
    const { run, id, opId } = await newRun()
    const [first] = await hand(run)
    expect(first).toMatchObject({ status: 'taken', results: [{ opId, status: 'applied' }] })
    expect(await hand(run, run)).toEqual([first, first])
    expect(await exists(id)).toBe(true)
    // The author's own push comes last and finds everything done.
    expect(await author.device.sync()).toMatchObject({ waiting: 0, refused: 0 })
    const { rows } = await sql`select from change where op_id = ${opId} and scope like 'unit:%'`.execute(
      server.db,
    )
    expect(rows).toHaveLength(1)
  })

  it('lets a forged run neither in nor stand in the way of the true one', async () => {
    const { run, id, opId } = await newRun()
    const [op = ''] = run.ops.filter((each) => typeof each === 'string')
    const forged = { ...run, ops: [op.replace('样例公司', '假的公司')] }
    expect(await hand(forged)).toMatchObject([{ status: 'set-aside', reason: 'bad-signature' }])
    expect(await exists(id)).toBe(false)
    expect(await aside()).toContain('bad-signature')
    expect(await hand(run)).toMatchObject([{ status: 'taken', results: [{ opId, status: 'applied' }] }])
    expect(await exists(id)).toBe(true)
  })

  it('does not let a device sign for another user, nor for another device', async () => {
    const { run, opId } = await newRun()
    const [op = ''] = run.ops.filter((each) => typeof each === 'string')
    const sender = await colleague.self()
    const asAuthor = signRun(
      { ...sender, user: author.userId },
      [op.replaceAll(author.id, colleague.id)],
      false,
    )
    expect(await hand(asAuthor)).toMatchObject([{ status: 'set-aside', reason: 'not-its-author' }])
    const asDevice = signRun(
      { ...sender, user: author.userId, identity: { ...sender.identity, device: author.id } },
      [op],
      false,
    )
    expect(await hand(asDevice)).toMatchObject([{ status: 'set-aside', reason: 'bad-signature' }])
    expect(await hand({ ...run, ops: [op, op] })).toMatchObject([
      { status: 'set-aside', reason: 'malformed' },
    ])
    expect(await author.device.sync()).toMatchObject({ waiting: 0, refused: 0 })
    const { rows } = await sql`select from op_seen where op_id = ${opId}`.execute(server.db)
    expect(rows).toHaveLength(1)
  })

  it('keeps what it cannot read and goes on with the rest', async () => {
    const { run, id } = await newRun()
    const results = await hand('nonsense', { head: '{}', ops: ['x'], signature: 'a'.repeat(86) }, null, run)
    expect(results.map(({ status }) => status)).toEqual(['set-aside', 'set-aside', 'set-aside', 'taken'])
    expect(await exists(id)).toBe(true)
    expect(await aside()).toContain('malformed')
  })

  it('does not know a device that never registered a key', async () => {
    const bare = await server.device('ding')
    const sender = await colleague.self()
    const op = bare.create('enterprises', { name: '无钥匙公司' })
    const identity = { ...sender.identity, device: bare.id, incarnation: op.incarnation }
    const run = signRun({ ...sender, identity, user: bare.user.id }, [JSON.stringify(op)], false)
    expect(await hand(run)).toMatchObject([{ status: 'set-aside', reason: 'unknown-device' }])
  })

  it('does not take the author’s counter for its own progress', async () => {
    const { run } = await newRun()
    const progress = async () => {
      const { rows } = await sql<{ n: number }>`
        select last_local_seq::int as n from devices where id = ${author.id}`.execute(server.db)
      return rows[0]?.n
    }
    const before = await progress()
    await hand(run)
    expect(await progress()).toBe(before)
  })

  it('sets aside the work of a disabled account', async () => {
    const { run, id } = await newRun()
    await disableUser(server.db, 'ding')
    expect(await hand(run)).toMatchObject([{ status: 'set-aside', reason: 'account-disabled' }])
    expect(await exists(id)).toBe(false)
    expect(await aside()).toContain('account-disabled')
  })
})
