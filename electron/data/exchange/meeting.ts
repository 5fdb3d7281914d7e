import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type { ExchangeState } from '#shared/contract/exchange.ts'
import type { Store } from '../database/open-database.ts'
import { findDevice, type KnownDevice } from '../queries/exchange.ts'
import { noteHandedOver } from '../queries/handed-over.ts'
import { userNames } from '../queries/sync.ts'
import { composeBundle, operationsIn, packBundle, type Sender } from './compose.ts'
import { hear, helloText, type Role, receiveBundle, say, sendBundle } from './conversation.ts'
import type { Agreement } from './handshake.ts'
import { signatureHolds, signText } from './keys.ts'
import type { Wire } from './wire.ts'

/** How long each part may take, in milliseconds; tests have less patience. */
export interface Patience {
  /** Waiting for somebody to call. */
  readonly listening: number
  /** Two people comparing digits. */
  readonly comparing: number
  /** Any other answer, and each piece of a bundle. */
  readonly answer: number
}

/** Two laptops that have agreed on keys and are connected. */
export interface Meeting {
  readonly store: Store
  readonly wire: Wire
  readonly role: Role
  readonly agreed: Agreement
  readonly patience: Patience
  /** Tells the windows where it stands. */
  readonly enter: (state: ExchangeState) => void
}

/** Gives something so long. @throws AppError exchange/timed-out, and what the work throws */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('exchange/timed-out')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Waits until the people on both sides have said that the digits are the same. Nothing but the keys' public halves
 * has been sent so far, and nothing is before that.
 * @param ours what the person at this laptop says
 * @throws AppError exchange/codes-differ, exchange/refused, exchange/timed-out and of the wire
 */
export async function compareDigits(meeting: Meeting, ours: Promise<boolean>): Promise<void> {
  const { wire, patience, enter } = meeting
  const { code } = meeting.agreed
  const theirs = hear(wire, 'same')
  theirs.catch(() => undefined)
  enter({ step: 'comparing', code })
  // Whatever the other side says or does: before our own person agreed it can only end this.
  const refused = theirs.then(() => new Promise<never>(() => undefined))
  const same = await within(patience.comparing, Promise.race([ours, refused]))
  if (!same) {
    await within(1000, say(wire, { type: 'differs' })).catch(() => undefined)
    throw new AppError('exchange/codes-differ')
  }
  enter({ step: 'waiting', code })
  await say(wire, { type: 'same' })
  await within(patience.comparing, theirs)
}

/**
 * Each side signs the connection with its device's key.
 * @returns the other device
 * @throws AppError exchange/unknown-device for one whose keys the feed has not brought, or that was barred
 */
export async function introduce(meeting: Meeting, sender: Sender): Promise<KnownDevice> {
  const { store, wire, role, patience } = meeting
  const { transcript } = meeting.agreed
  const signature = signText(sender.keys, helloText(transcript, role))
  await say(wire, { type: 'hello', device: sender.identity.device, user: sender.user, signature })
  const hello = await within(patience.answer, hear(wire, 'hello'))
  const known = await store.read((db) => findDevice(db, hello.device))
  const other = role === 'caller' ? 'listener' : 'caller'
  if (
    !known ||
    known.revoked ||
    known.userId !== hello.user ||
    !signatureHolds(known.publicKey, helloText(transcript, other), hello.signature)
  )
    throw new AppError('exchange/unknown-device')
  return known
}

/** Both send what the other one may see, at the same time. @returns what came; null when the other side has nothing */
export async function swapBundles(
  { store, wire, patience, enter }: Meeting,
  peer: KnownDevice,
  sender: Sender,
): Promise<Buffer | null> {
  const names = await store.read((db) => userNames(db, [peer.userId]))
  const composed = await store.read((db) => composeBundle(db, sender, { kind: 'device', device: peer.id }))
  const ours = composed.runs.length === 0 ? new Uint8Array() : packBundle(composed, sender, uuidv7())
  let done = 0
  let total = ours.byteLength
  const tell = () =>
    enter({
      step: 'exchanging',
      peerDeviceName: peer.name,
      peerUserName: names.get(peer.userId) ?? null,
      done,
      total,
    })
  const stalled = stallWatch(patience.answer)
  const progress = (bytes: number) => {
    done += bytes
    stalled.alive()
    tell()
  }
  const announced = (bytes: number) => {
    total += bytes
    tell()
  }
  tell()
  const sent = sendBundle(wire, ours, progress)
  const received = receiveBundle(wire, announced, progress)
  for (const half of [sent, received]) half.catch(() => undefined)
  try {
    const [, arrived] = await Promise.race([Promise.all([sent, received]), stalled.late])
    const receiver = names.get(peer.userId) ?? peer.name
    const at = new Date().toISOString()
    await store.write((tx) => noteHandedOver(tx, operationsIn(composed), { receiver, at }))
    return arrived
  } finally {
    stalled.end()
  }
}

/** Rejects when nothing was heard of for too long. */
function stallWatch(ms: number): { alive: () => void; end: () => void; late: Promise<never> } {
  let timer: NodeJS.Timeout | undefined
  let alive: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    alive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => reject(new AppError('exchange/timed-out')), ms)
    }
  })
  late.catch(() => undefined)
  alive()
  return { alive, end: () => clearTimeout(timer), late }
}
