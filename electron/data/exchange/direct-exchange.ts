import { createConnection, createServer, type Server, type Socket } from 'node:net'
import type { HostEvent } from '#shared/contract/channel.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { BundleOutcome, ExchangeState, NearbyLaptop } from '#shared/contract/exchange.ts'
import type { Store } from '../database/open-database.ts'
import type { Identity } from '../host/identity.ts'
import type { Log } from '../host/log.ts'
import type { Sender } from './compose.ts'
import { hear, type Role, say, shakeHands } from './conversation.ts'
import type { Agreement } from './handshake.ts'
import { compareDigits, introduce, type Patience, swapBundles, within } from './meeting.ts'
import { nearbyLaptops } from './nearby.ts'
import { previewBundle, readBundle } from './read-bundle.ts'
import { thisDevice } from './whoami.ts'
import { type Wire, wireOver } from './wire.ts'

/** The exchange with one other laptop at a time. Every call answers with where it then stands. */
export interface DirectExchange {
  readonly state: () => ExchangeState
  /** Laptops that wait on the same network. Asking keeps the looking around going. */
  readonly nearby: () => readonly NearbyLaptop[]
  /** @throws AppError exchange/busy, exchange/not-ready, exchange/address-in-use */
  readonly listen: (at: { readonly address: string; readonly port: number }) => Promise<ExchangeState>
  /** @throws AppError exchange/busy, exchange/not-ready */
  readonly connect: (to: { readonly address: string; readonly port: number }) => Promise<ExchangeState>
  /** The people compared the digits. Without a comparison under way it changes nothing. */
  readonly confirm: (same: boolean) => ExchangeState
  /** Takes over what arrived. @throws AppError exchange/interrupted when nothing has, and of reading a bundle */
  readonly takeOver: () => Promise<BundleOutcome>
  /** Ends what is under way. */
  readonly stop: () => ExchangeState
}

export interface DirectSurroundings {
  readonly store: Store
  readonly identity: Identity
  readonly deviceName: string
  readonly announce: (event: HostEvent) => void
  readonly log: Log
  readonly now?: () => number
  readonly patience?: Patience
  /** UDP port on which waiting laptops call out; the usual one unless said. */
  readonly callingPort?: number
}

const usualPatience: Patience = { listening: 300_000, comparing: 120_000, answer: 20_000 }
/** Connections of something else (a scanner, a browser) before the waiting is given up. */
const strangersAllowed = 20

/** One attempt: everything that `stop` has to end. */
interface Attempt {
  server: Server | null
  socket: Socket | null
  wire: Wire | null
  /** Tells what the people said of the digits; set while they compare. */
  answer: ((same: boolean) => void) | null
  arrived: Buffer | null
}

/** The direct exchange of this laptop: at rest until it waits for another one or calls it. */
export function directExchange(surroundings: DirectSurroundings): DirectExchange {
  const { store, identity, deviceName, announce, log } = surroundings
  const patience = surroundings.patience ?? usualPatience
  const now = surroundings.now ?? Date.now
  const nearby = nearbyLaptops(deviceName, surroundings.callingPort)
  let current: Attempt | null = null
  let state: ExchangeState = { step: 'idle' }

  const enter = (next: ExchangeState): ExchangeState => {
    state = next
    if (next.step === 'listening') nearby.call(next)
    else nearby.quiet()
    announce({ type: 'exchange', state })
    return state
  }
  const self = (): Promise<Sender> =>
    store.read((db) => thisDevice(db, identity, deviceName, new Date(now()).toISOString()))
  const begin = async (): Promise<Attempt> => {
    if (current && !['done', 'failed', 'idle'].includes(state.step)) throw new AppError('exchange/busy')
    const attempt: Attempt = {
      server: null,
      socket: null,
      wire: null,
      answer: null,
      arrived: null,
    }
    current = attempt
    try {
      await self()
    } catch (error) {
      if (current === attempt) current = null
      throw error
    }
    return attempt
  }
  const release = (attempt: Attempt): void => {
    attempt.server?.close()
    attempt.socket?.destroy()
    attempt.answer = null
  }
  const fail = (attempt: Attempt, error: unknown): void => {
    release(attempt)
    if (current !== attempt) return
    current = null
    const code = error instanceof AppError ? error.code : 'internal'
    log.info(`the direct exchange ended with ${code}`)
    if (code === 'internal') log.error('the direct exchange failed', error)
    enter({ step: 'failed', code })
  }
  const converse = async (attempt: Attempt, agreed: Agreement, wire: Wire, role: Role): Promise<void> => {
    const told = (next: ExchangeState) => {
      // It may have been stopped meanwhile.
      if (current === attempt) enter(next)
    }
    const meeting = { store, wire, role, agreed, patience, enter: told }
    try {
      const ours = new Promise<boolean>((resolve) => {
        attempt.answer = resolve
      })
      await compareDigits(meeting, ours)
      attempt.answer = null
      const sender = await self()
      const peer = await introduce(meeting, sender)
      attempt.arrived = await swapBundles(meeting, peer, sender)
      // Whoever closed first could cut off what the other one still reads.
      await say(wire, { type: 'done' })
      await within(patience.answer, hear(wire, 'done'))
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal'
      if (current === attempt && code !== 'exchange/interrupted' && code !== 'exchange/codes-differ')
        await within(1000, say(wire, { type: 'stop', reason: code })).catch(() => undefined)
      throw error
    }
    release(attempt)
    const { arrived } = attempt
    if (current !== attempt) return
    if (!arrived) {
      current = null
      enter({ step: 'done', outcome: { applied: 0, known: 0, keptAside: 0, conflicts: 0 } })
      return
    }
    const sender = await self()
    enter({ step: 'arrived', preview: await store.read((db) => previewBundle(db, arrived, sender)) })
  }

  const meet = async (attempt: Attempt, socket: Socket, role: Role): Promise<void> => {
    attempt.socket = socket
    const wire = wireOver(socket)
    attempt.wire = wire
    const agreed = await within(patience.answer, shakeHands(wire, role))
    attempt.server?.close()
    await converse(attempt, agreed, wire, role)
  }

  /** The first one that speaks Outpost is who was waited for; anything else that calls is hung up on. */
  const serve = (attempt: Attempt, server: Server): void => {
    let strangers = 0
    server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      if (current !== attempt || attempt.socket) {
        socket.destroy()
        return
      }
      meet(attempt, socket, 'listener').catch((error) => {
        const stillListening = state.step === 'listening' && current === attempt && server.listening
        socket.destroy()
        strangers += 1
        if (stillListening && strangers < strangersAllowed) attempt.socket = null
        else fail(attempt, error)
      })
    })
  }

  return {
    state: () => state,
    nearby: () => nearby.seen(),
    listen: async ({ address, port }) => {
      const attempt = await begin()
      const server = createServer({ allowHalfOpen: false })
      attempt.server = server
      server.maxConnections = 2
      serve(attempt, server)
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          server.listen({ host: address, port, exclusive: true }, resolve)
        })
      } catch (error) {
        release(attempt)
        if (current === attempt) current = null
        throw new AppError('exchange/address-in-use', {}, { cause: error })
      }
      server.on('error', (error) => fail(attempt, error))
      const bound = server.address()
      const openPort = typeof bound === 'object' && bound ? bound.port : port
      setTimeout(() => {
        if (current === attempt && state.step === 'listening')
          fail(attempt, new AppError('exchange/timed-out'))
      }, patience.listening).unref()
      return enter({ step: 'listening', address, port: openPort })
    },
    connect: async ({ address, port }) => {
      const attempt = await begin()
      enter({ step: 'connecting', address, port })
      const socket = createConnection({ host: address, port })
      socket.on('error', () => undefined)
      const connected = new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('error', (error) => reject(new AppError('exchange/no-connection', {}, { cause: error })))
      })
      attempt.socket = socket
      void within(patience.answer, connected)
        .catch((error) => {
          throw error instanceof AppError && error.code === 'exchange/timed-out'
            ? new AppError('exchange/no-connection')
            : error
        })
        .then(() => meet(attempt, socket, 'caller'))
        .catch((error) => fail(attempt, error))
      return state
    },
    confirm: (same) => {
      current?.answer?.(same)
      return state
    },
    takeOver: async () => {
      const attempt = current
      const arrived = attempt?.arrived
      if (!arrived || state.step !== 'arrived') throw new AppError('exchange/interrupted')
      const sender = await self()
      const outcome = await store.write((tx) => readBundle(tx, arrived, sender, now()))
      if (current === attempt) {
        current = null
        enter({ step: 'done', outcome })
      }
      return outcome
    },
    stop: () => {
      nearby.close()
      const attempt = current
      current = null
      if (attempt) {
        const { wire } = attempt
        // The other side should learn why; it is not waited for.
        if (wire && ['comparing', 'waiting', 'exchanging'].includes(state.step))
          void say(wire, { type: 'stop', reason: 'exchange/refused' })
            .catch(() => undefined)
            .then(() => release(attempt))
        else release(attempt)
      }
      return state.step === 'idle' ? state : enter({ step: 'idle' })
    },
  }
}
