import { networkInterfaces } from 'node:os'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type { BundleReceiver, exchangeContract } from '#shared/contract/exchange.ts'
import type { Reader } from '../database/schema.ts'
import { type Composed, composeBundle, operationsIn, packBundle, type Sender } from '../exchange/compose.ts'
import { previewBundle, readBundle } from '../exchange/read-bundle.ts'
import { thisDevice } from '../exchange/whoami.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { carriedCounts, carriedRuns, findDevice, knownDevices, tripsWithKey } from '../queries/exchange.ts'
import { noteHandedOver } from '../queries/handed-over.ts'
import { userNames } from '../queries/sync.ts'
import { findTrip } from '../queries/trips.ts'

/** Trips that a person chooses from. */
const tripsShown = 50

type Context = Pick<HandlerContext, 'vault' | 'clock'>

export const exchangeHandlers: Handlers<typeof exchangeContract> = {
  'exchange.peers': (context) =>
    context.read(async (db) => {
      const ready = await isReady(db, context)
      const own = context.vault.open().identity.device
      const devices = (await knownDevices(db)).filter(({ device }) => device !== own)
      return { ready, devices, trips: ready ? await tripsWithKey(db, tripsShown) : [] }
    }),

  'exchange.offer': (context, { to }) =>
    context.read(async (db) => {
      const { counts } = await composeBundle(db, await senderOf(db, context), to)
      return { ...counts, fileName: await fileNameFor(db, context, to) }
    }),

  'exchange.writeBundle': async (context, { to, fileToken }) => {
    const { files, read } = context
    const { composed, sender } = await read(async (db): Promise<{ composed: Composed; sender: Sender }> => {
      const self = await senderOf(db, context)
      return { sender: self, composed: await composeBundle(db, self, to) }
    })
    const bytes = packBundle(composed, sender, uuidv7({ msecs: context.clock.nowMs }))
    files.write(fileToken, bytes)
    const at = context.clock.now
    await context.write(async (tx) => {
      const receiver = await receiverName(tx, to)
      await noteHandedOver(tx, operationsIn(composed), { receiver, at })
    })
    return { name: files.nameOf(fileToken), bytes: bytes.byteLength, ...composed.counts }
  },

  'exchange.previewBundle': (context, { fileToken }) => {
    const bytes = context.files.read(fileToken)
    return context.read(async (db) => previewBundle(db, bytes, await senderOf(db, context)))
  },

  'exchange.readBundle': (context, { fileToken }) => {
    const bytes = context.files.read(fileToken)
    return context.write(async (tx) =>
      readBundle(tx, bytes, await senderOf(tx, context), context.clock.nowMs),
    )
  },

  'exchange.carried': ({ read }) =>
    read(async (db) => {
      const runs = (await carriedRuns(db)).filter(({ onServer }) => !onServer)
      const open = await carriedCounts(db)
      const names = await userNames(db, [...new Set(runs.map(({ author }) => author))])
      const parts = []
      for (const { run, device, author, state, operations, receivedAt } of runs)
        parts.push({
          device,
          deviceName: (await findDevice(db, device))?.name ?? null,
          userName: names.get(author) ?? null,
          operations: open.get(run) ?? operations,
          receivedAt,
          state,
        })
      return parts
    }),

  'exchange.addresses': () =>
    Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
      (addresses ?? [])
        .filter(({ internal, family }) => !internal && family === 'IPv4')
        .map(({ address }) => ({ name, address })),
    ),

  'exchange.nearby': ({ vault }) => vault.open().exchange.nearby(),
  'exchange.listen': ({ vault }, at) => vault.open().exchange.listen(at),
  'exchange.connect': ({ vault }, to) => vault.open().exchange.connect(to),
  'exchange.confirmCode': ({ vault }, { same }) => vault.open().exchange.confirm(same),
  'exchange.takeOver': ({ vault }) => vault.open().exchange.takeOver(),
  'exchange.stop': ({ vault }) => vault.open().exchange.stop(),
  'exchange.state': ({ vault }) => vault.open().exchange.state(),
}

function senderOf(db: Reader, { vault, clock }: Context): Promise<Sender> {
  return thisDevice(db, vault.open().identity, vault.deviceName, clock.now)
}

async function isReady(db: Reader, context: Context): Promise<boolean> {
  return senderOf(db, context).then(
    () => true,
    (error) => {
      if (error instanceof AppError) return false
      throw error
    },
  )
}

/** The person whose laptop it is, or the trip. */
async function receiverName(db: Reader, to: BundleReceiver): Promise<string> {
  if (to.kind === 'trip') return (await findTrip(db, to.tripId))?.title ?? ''
  const device = await findDevice(db, to.device)
  return (device && (await userNames(db, [device.userId])).get(device.userId)) ?? device?.name ?? ''
}

/** Names the receiver and the day, so that several on one stick are told apart. */
async function fileNameFor(db: Reader, { clock }: Context, to: BundleReceiver): Promise<string> {
  const name =
    to.kind === 'trip' ? (await findTrip(db, to.tripId))?.title : (await findDevice(db, to.device))?.name
  const safe = (name ?? '').replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim()
  return `${[safe, clock.today].filter((part) => part !== '').join(' ')}.outpost`
}
