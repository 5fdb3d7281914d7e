import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent } from '#shared/contract/channel.ts'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import { shakeHands } from '../../../electron/data/exchange/conversation.ts'
import { type DirectExchange, directExchange } from '../../../electron/data/exchange/direct-exchange.ts'
import {
  agreement,
  commitmentTo,
  keepsCommitment,
  newHalf,
  shownHalf,
} from '../../../electron/data/exchange/handshake.ts'
import { ensureDeviceKeys } from '../../../electron/data/exchange/keys.ts'
import { wireOver } from '../../../electron/data/exchange/wire.ts'
import { saveAccount } from '../../../electron/data/queries/account.ts'
import { record } from '../../../electron/data/record/record.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'
import { putPublished } from '../../support/published.ts'

const here = '127.0.0.1'
/** Both people work here. */
const unitId = uuidv7()

/** How long laptops wait for each other where a busy machine must not end it. */
const patient = { listening: 60_000, comparing: 60_000, answer: 60_000 }

interface Laptop {
  readonly test: TestStore
  readonly exchange: DirectExchange
  readonly events: ExchangeState[]
  readonly device: string
  readonly user: string
  readonly keys: { publicKey: string; sealingKey: string }
  readonly node: string
}

describe('two laptops on one network', () => {
  let laptops: Laptop[] = []
  const servers: Server[] = []
  beforeEach(() => bringTwo(patient))
  afterEach(async () => {
    await takeAway()
    for (const server of servers.splice(0)) server.close()
  })

  async function bringTwo(patience: typeof patient): Promise<void> {
    laptops = [await laptop(patience), await laptop(patience)]
    for (const one of laptops) for (const other of laptops) await introduce(one, other)
  }

  async function takeAway(): Promise<void> {
    for (const { exchange, test } of laptops.splice(0)) {
      exchange.stop()
      await test.remove()
    }
  }

  async function laptop(patience = patient): Promise<Laptop> {
    const test = openTestStore()
    const { device, incarnation, node, author } = test.context()
    const { signing, sealing } = await test.store.write(ensureDeviceKeys)
    const account = { userId: author, userName: '某某', post: null, unitId, unitName: null }
    await test.store.write((tx) =>
      saveAccount(tx, { ...account, role: 'field', organisation: '样例', serverUrl: 'http://127.0.0.1:1' }),
    )
    const events: ExchangeState[] = []
    const exchange = directExchange({
      store: test.store,
      identity: { device, incarnation, node },
      deviceName: '笔记本',
      announce: (event: HostEvent) => {
        if (event.type === 'exchange') events.push(event.state)
      },
      log: { info: () => undefined, error: () => undefined },
      patience,
    })
    const keys = { publicKey: signing.public, sealingKey: sealing.public }
    return { test, exchange, events, device, user: author, keys, node }
  }

  /** As the feed would have brought it: the other laptop's keys, its user and unit. */
  async function introduce(one: Laptop, { device, user, keys }: Laptop): Promise<void> {
    await one.test.store.write(async (tx) => {
      await putPublished(tx, Date.now(), 'users', user, { unitId, name: '某某', role: 'field' })
      await putPublished(tx, Date.now(), 'deviceKeys', device, {
        unitId,
        userId: user,
        name: '某机',
        ...keys,
      })
    })
  }

  async function visible(laptop: Laptop, step: ExchangeState['step']): Promise<ExchangeState> {
    for (let tries = 0; tries < 3000; tries += 1) {
      const state = laptop.exchange.state()
      if (state.step === step) return state
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`${step} was not reached: ${JSON.stringify(laptop.exchange.state())}`)
  }

  async function meet(): Promise<[Laptop, Laptop, string, string]> {
    const [one, other] = laptops
    if (!one || !other) throw new Error('no laptops')
    const listening = await one.exchange.listen({ address: here, port: 0 })
    if (listening.step !== 'listening') throw new Error(listening.step)
    await other.exchange.connect({ address: here, port: listening.port })
    const [a, b] = [await visible(one, 'comparing'), await visible(other, 'comparing')]
    if (a.step !== 'comparing' || b.step !== 'comparing') throw new Error('no digits')
    return [one, other, a.code, b.code]
  }

  const write = async ({ test }: Laptop, name: string) => {
    const id = uuidv7()
    await test.store.write((tx) =>
      record(tx, { ...test.context(), unitId }, { table: 'enterprises', id, kind: 'set', values: { name } }),
    )
    return id
  }
  const names = ({ test }: Laptop) =>
    test.store.read(async (db) =>
      (await db.selectFrom('enterprises').select('name').orderBy('name').execute()).map(({ name }) => name),
    )

  it('show the same six digits, and exchange once both people agree', async () => {
    const [first, second] = laptops
    if (!first || !second) throw new Error('no laptops')
    await write(first, '甲公司')
    await write(second, '乙公司')
    const [one, other, a, b] = await meet()
    expect(a).toMatch(/^\d{6}$/)
    expect(a).toBe(b)
    one.exchange.confirm(true)
    await visible(one, 'waiting')
    expect(one.events.some(({ step }) => step === 'exchanging')).toBe(false)
    other.exchange.confirm(true)
    for (const laptop of [one, other]) {
      const arrived = await visible(laptop, 'arrived')
      expect(arrived).toMatchObject({ preview: { fresh: 1, senderKnown: true } })
    }
    // Nothing is taken over before a person says so.
    expect(await names(one)).toEqual(['甲公司'])
    expect(await one.exchange.takeOver()).toMatchObject({ applied: 1 })
    expect(await other.exchange.takeOver()).toMatchObject({ applied: 1 })
    expect(await names(one)).toEqual(['乙公司', '甲公司'])
    expect(await names(other)).toEqual(['乙公司', '甲公司'])
    expect(one.exchange.state()).toMatchObject({ step: 'done' })
  })

  it('send nothing when one of the people says that the digits differ', async () => {
    const [one, other] = await meet()
    one.exchange.confirm(true)
    other.exchange.confirm(false)
    expect(await visible(one, 'failed')).toEqual({ step: 'failed', code: 'exchange/codes-differ' })
    expect(await visible(other, 'failed')).toEqual({ step: 'failed', code: 'exchange/codes-differ' })
    for (const { events } of [one, other])
      expect(events.some(({ step }) => step === 'exchanging')).toBe(false)
  })

  it('show different digits when somebody sits between them', async () => {
    const [one, other] = laptops
    if (!one || !other) throw new Error('no laptops')
    const listening = await one.exchange.listen({ address: here, port: 0 })
    if (listening.step !== 'listening') throw new Error('not listening')
    const { createConnection } = await import('node:net')
    const between = createServer((socket: Socket) => {
      const onward = createConnection({ host: here, port: listening.port })
      for (const each of [socket, onward]) each.on('error', () => undefined)
      void shakeHands(wireOver(socket), 'listener').catch(() => undefined)
      void shakeHands(wireOver(onward), 'caller').catch(() => undefined)
    })
    servers.push(between)
    await new Promise<void>((resolve) => between.listen(0, here, resolve))
    const address = between.address()
    await other.exchange.connect({
      address: here,
      port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    })
    const [a, b] = [await visible(one, 'comparing'), await visible(other, 'comparing')]
    expect(a).not.toEqual(b)
  })

  it('do not wait for ever', async () => {
    await takeAway()
    await bringTwo({ listening: 1500, comparing: 2000, answer: 1000 })
    const [one, other] = await meet()
    expect(await visible(one, 'failed')).toEqual({ step: 'failed', code: 'exchange/timed-out' })
    expect((await visible(other, 'failed')).step).toBe('failed')
    const again = await one.exchange.listen({ address: here, port: 0 })
    expect(again.step).toBe('listening')
    expect(await visible(one, 'failed')).toEqual({ step: 'failed', code: 'exchange/timed-out' })
  })

  it('can be stopped at any step, and the other one is told', async () => {
    const [one, other] = await meet()
    expect(one.exchange.stop()).toEqual({ step: 'idle' })
    expect(await visible(other, 'failed')).toEqual({ step: 'failed', code: 'exchange/refused' })
    await one.exchange.listen({ address: here, port: 0 })
    expect(one.exchange.stop()).toEqual({ step: 'idle' })
  })

  it('hang up on what is not Outpost and go on waiting', async () => {
    const [one, other] = laptops
    if (!one || !other) throw new Error('no laptops')
    const listening = await one.exchange.listen({ address: here, port: 0 })
    if (listening.step !== 'listening') throw new Error('not listening')
    const { createConnection } = await import('node:net')
    const stranger = createConnection({ host: here, port: listening.port })
    stranger.on('error', () => undefined)
    stranger.write('GET / HTTP/1.1\r\nhost: laptop\r\n\r\n')
    await new Promise((resolve) => stranger.once('close', resolve))
    expect(one.exchange.state().step).toBe('listening')
    await other.exchange.connect({ address: here, port: listening.port })
    await visible(one, 'comparing')
  })

  it('exchange nothing with a laptop whose keys nobody vouched for', async () => {
    const stranger = await laptop()
    await introduce(stranger, stranger)
    for (const known of laptops) await introduce(stranger, known)
    laptops.push(stranger)
    const [one] = laptops
    if (!one) throw new Error('no laptop')
    const listening = await one.exchange.listen({ address: here, port: 0 })
    if (listening.step !== 'listening') throw new Error('not listening')
    await write(one, '甲公司')
    await stranger.exchange.connect({ address: here, port: listening.port })
    for (const each of [one, stranger]) {
      await visible(each, 'comparing')
      each.exchange.confirm(true)
    }
    expect(await visible(one, 'failed')).toEqual({ step: 'failed', code: 'exchange/unknown-device' })
    expect((await visible(stranger, 'failed')).step).toBe('failed')
    expect(one.events.some(({ step }) => step === 'exchanging')).toBe(false)
  })

  it('say when nobody answers at an address, or when it cannot be waited at', async () => {
    const [one, other] = laptops
    if (!one || !other) throw new Error('no laptops')
    const listening = await one.exchange.listen({ address: here, port: 0 })
    if (listening.step !== 'listening') throw new Error('not listening')
    await expect(other.exchange.listen({ address: here, port: listening.port })).rejects.toMatchObject({
      code: 'exchange/address-in-use',
    })
    await expect(one.exchange.connect({ address: here, port: 9 })).rejects.toMatchObject({
      code: 'exchange/busy',
    })
    one.exchange.stop()
    await other.exchange.connect({ address: here, port: listening.port })
    expect(await visible(other, 'failed')).toEqual({ step: 'failed', code: 'exchange/no-connection' })
  })
})

describe('the agreement on digits', () => {
  it('is the same for both sides and holds the caller to its first choice', () => {
    const [caller, listener] = [newHalf(randomBytes(32)), newHalf(randomBytes(32))]
    const [a, b] = [shownHalf(caller), shownHalf(listener)]
    const [left, right] = [agreement(caller, a, b), agreement(listener, a, b)]
    expect(left).toEqual(right)
    expect(keepsCommitment(commitmentTo(a), a)).toBe(true)
    expect(keepsCommitment(commitmentTo(a), shownHalf(newHalf(randomBytes(32))))).toBe(false)
    expect(keepsCommitment(commitmentTo(a), { ...a, number: b.number })).toBe(false)
  })
})
