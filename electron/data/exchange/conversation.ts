import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError, type ErrorCode } from '#shared/contract/errors.ts'
import { bundleLimit, KeyText } from '#shared/sync/bundle.ts'
import {
  type Agreement,
  agreement,
  commitmentTo,
  keepsCommitment,
  newHalf,
  type ShownHalf,
  shownHalf,
} from './handshake.ts'
import { frameBytes, type Wire } from './wire.ts'

export type Role = 'caller' | 'listener'

const service = 'outpost-exchange'
const version = 1

const Opening = z.object({
  service: z.literal(service),
  version: z.literal(version),
  commitment: z.string().regex(/^[0-9a-f]{64}$/),
})
const Half = z.object({ key: KeyText, number: KeyText })
const Answer = Half.extend({ service: z.literal(service), version: z.literal(version) })

const Message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('same') }),
  z.object({ type: z.literal('differs') }),
  z.object({
    type: z.literal('hello'),
    device: z.uuid(),
    user: z.uuid(),
    signature: z.string().regex(/^[\w-]{86}$/),
  }),
  z.object({ type: z.literal('bundle'), bytes: z.number().int().min(0).max(bundleLimit.bytes) }),
  z.object({ type: z.literal('done') }),
  /** The other side gave up, for a reason of its own. */
  z.object({ type: z.literal('stop'), reason: z.string().max(64) }),
])
export type Message = z.infer<typeof Message>
type MessageOf<T extends Message['type']> = Extract<Message, { type: T }>

/** Agrees on keys. Nothing of this device's identity or work is sent. @throws AppError exchange/not-outpost and of the wire */
export async function shakeHands(wire: Wire, role: Role): Promise<Agreement> {
  const own = newHalf(randomBytes(32))
  const shown = shownHalf(own)
  let agreed: Agreement
  if (role === 'caller') {
    await wire.send(text({ service, version, commitment: commitmentTo(shown) }))
    const listener = understood(Answer, await wire.receive())
    await wire.send(text(shown))
    agreed = agreeOn(() => agreement(own, shown, listener))
  } else {
    const { commitment } = understood(Opening, await wire.receive())
    await wire.send(text({ service, version, ...shown }))
    const caller: ShownHalf = understood(Half, await wire.receive())
    // Who shows another key than the one settled on chose it having seen ours.
    if (!keepsCommitment(commitment, caller)) throw new AppError('exchange/not-outpost')
    agreed = agreeOn(() => agreement(own, caller, shown))
  }
  const { toCaller, toListener } = agreed
  wire.encrypt(
    role === 'caller'
      ? { sending: toListener, receiving: toCaller }
      : { sending: toCaller, receiving: toListener },
  )
  return agreed
}

function agreeOn(work: () => Agreement): Agreement {
  try {
    return work()
  } catch (error) {
    throw new AppError('exchange/not-outpost', {}, { cause: error })
  }
}

function understood<S extends z.ZodType>(schema: S, frame: Buffer): z.output<S> {
  try {
    return schema.parse(JSON.parse(frame.toString('utf8')))
  } catch (error) {
    throw new AppError('exchange/not-outpost', {}, { cause: error })
  }
}

/** Sends one message to the other laptop. */
export const say = (wire: Wire, message: Message): Promise<void> => wire.send(text(message))

/** The next message, which must be of the type. @throws AppError for a `stop` or a `differs`, and of the wire */
export async function hear<T extends Message['type']>(wire: Wire, type: T): Promise<MessageOf<T>> {
  const message = Message.safeParse(jsonOf(await wire.receive()))
  if (!message.success) throw new AppError('exchange/damaged')
  const { data } = message
  if (data.type === 'stop') throw new AppError(reasonOf(data.reason))
  if (data.type === 'differs') throw new AppError('exchange/codes-differ')
  if (data.type !== type) throw new AppError('exchange/damaged')
  // Just compared.
  return data as MessageOf<T>
}

/** Reasons that are the same on both sides; any other one is the other side's own. */
const sharedReasons: readonly ErrorCode[] = [
  'exchange/unknown-device',
  'exchange/too-large',
  'exchange/timed-out',
]

function reasonOf(reason: string): ErrorCode {
  return sharedReasons.find((code) => code === reason) ?? 'exchange/refused'
}

/** Sends a bundle, or that there is none. */
export async function sendBundle(
  wire: Wire,
  bundle: Uint8Array,
  progress: (bytes: number) => void,
): Promise<void> {
  await say(wire, { type: 'bundle', bytes: bundle.byteLength })
  for (let from = 0; from < bundle.byteLength; from += frameBytes) {
    const frame = bundle.subarray(from, from + frameBytes)
    await wire.send(frame)
    progress(frame.byteLength)
  }
}

/** Receives a bundle; null when the other side has nothing. @throws AppError of the wire */
export async function receiveBundle(
  wire: Wire,
  announced: (bytes: number) => void,
  progress: (bytes: number) => void,
): Promise<Buffer | null> {
  const { bytes } = await hear(wire, 'bundle')
  announced(bytes)
  const frames: Buffer[] = []
  for (let left = bytes; left > 0; ) {
    const frame = await wire.receive()
    if (frame.byteLength === 0 || frame.byteLength > left) throw new AppError('exchange/damaged')
    left -= frame.byteLength
    frames.push(frame)
    progress(frame.byteLength)
  }
  return bytes === 0 ? null : Buffer.concat(frames)
}

/** What a side signs, so that the signature proves who is at this end of this very connection. */
export const helloText = (transcript: string, role: Role): string =>
  `outpost exchange 1 ${role} ${transcript}`

const text = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8')

function jsonOf(frame: Buffer): unknown {
  try {
    return JSON.parse(frame.toString('utf8'))
  } catch {
    return undefined
  }
}
