import { v7 as uuidv7 } from 'uuid'
import type { BundleOutcome, BundlePreview, BundleReceiver } from '#shared/contract/exchange.ts'
import { composeBundle, packBundle, type Sender } from '../../electron/data/exchange/compose.ts'
import { ensureDeviceKeys } from '../../electron/data/exchange/keys.ts'
import { previewBundle, readBundle } from '../../electron/data/exchange/read-bundle.ts'
import { thisDevice } from '../../electron/data/exchange/whoami.ts'
import { saveToken } from '../../electron/data/queries/account.ts'
import { type RecordChange, record } from '../../electron/data/record/record.ts'
import { signIn, type TestServer } from './server-organisation.ts'
import { type SyncDevice, startDevice } from './sync-device.ts'

/** A teammate's laptop with its keys, signed in on a real server. */
export interface Teammate {
  readonly device: SyncDevice
  /** Id of the laptop. */
  readonly id: string
  readonly userId: string
  readonly unitId: string
  /** How far its clock is off, in milliseconds. */
  clockError: number
  readonly write: (change: RecordChange) => Promise<void>
  readonly self: () => Promise<Sender>
  /** A bundle for a laptop or a trip. */
  readonly bundleFor: (to: BundleReceiver) => Promise<Buffer>
  readonly preview: (bundle: Uint8Array) => Promise<BundlePreview>
  readonly read: (bundle: Uint8Array) => Promise<BundleOutcome>
}

/** Signs a sample user in on a new laptop with a real store and the real engine. */
export async function teammate(server: TestServer, url: string, login: string): Promise<Teammate> {
  const identity = { device: uuidv7(), incarnation: uuidv7() }
  const own = { id: identity.device, incarnation: identity.incarnation, name: `${login} 的笔记本` }
  const user = server.organisation.users.find((known) => known.login === login)
  if (!user) throw new Error(`no user ${login}`)
  const account = { userId: user.id, userName: user.name, unitId: user.unitId }
  const device = await startDevice({ serverUrl: url, identity, account })
  const { signing, sealing } = await device.store().write(ensureDeviceKeys)
  const keys = { publicKey: signing.public, sealingKey: sealing.public }
  const answer = await signIn(server.app, { login, device: { ...own, ...keys } })
  await device.store().write((tx) => saveToken(tx, answer.json().token))
  const mate: Teammate = {
    device,
    id: identity.device,
    userId: user.id,
    unitId: user.unitId,
    clockError: 0,
    write: async (change) => {
      const context = { ...device.context(), nowMs: Date.now() + mate.clockError }
      await device.store().write((tx) => record(tx, context, change))
    },
    self: () =>
      device.store().read((db) => {
        const { node } = device.context()
        return thisDevice(db, { ...identity, node }, own.name, new Date().toISOString())
      }),
    bundleFor: async (to) => {
      const sender = await mate.self()
      const composed = await device.store().read((db) => composeBundle(db, sender, to))
      return packBundle(composed, sender, uuidv7())
    },
    preview: async (bundle) => {
      const sender = await mate.self()
      return device.store().read((db) => previewBundle(db, bundle, sender))
    },
    read: async (bundle) => {
      const sender = await mate.self()
      return device.store().write((tx) => readBundle(tx, bundle, sender, Date.now()))
    },
  }
  return mate
}

/** A visit as a laptop writes it. */
export const visitOf = (enterpriseId: string, tripId: string | null, topics = '洽谈项目'): object => ({
  type: 'door_to_door',
  mode: 'onsite',
  occurredOn: '2026-11-20',
  enterpriseId,
  tripId,
  confidentiality: 'internal',
  topics,
})

/** A trip of the writer's own unit. */
export const tripValues = (title: string): object => ({
  title,
  kind: 'small_team',
  startOn: '2026-11-18',
  endOn: '2026-11-22',
  state: 'on_the_way',
})
