import { publish } from '../../../server/administration/publish.ts'
import { createSampleOrganisation } from '../../../server/administration/sample-organisation.ts'
import { transact } from '../../../server/database/transaction.ts'
import { startServer } from '../../../server/start.ts'
import { load } from '../sync/load-library.ts'
import { sampleRecords } from '../sync/records.ts'
import { benchPassword, type ServerMessage, type ServerOrder } from './messages.ts'

/**
 * The server of the measurement of waits: a library in a unit that stays with the device, and a smaller one in a unit
 * that is taken away.
 */
const [folder = '', staying = '', leaving = ''] = process.argv.slice(2)
const tell = (message: ServerMessage) => process.send?.(message)

const server = await startServer({ dataDir: folder })
const { units, users } = await createSampleOrganisation(server.database, { jia: benchPassword })
const owner = (login: string, unitId: string) => ({
  unitId,
  userId: users.find((user) => user.login === login)?.id ?? '',
})
await load(server.database, sampleRecords(Number(staying), 100, owner('bing', units.zone)))
await load(server.database, sampleRecords(Number(leaving), 10, owner('yi', units.liaison)))
tell({ type: 'ready', url: server.url })

let seed = 1000
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))
process.on('message', (order: ServerOrder) => {
  void carryOut(order).then(() => tell({ type: 'done' }))
})

async function carryOut(order: ServerOrder): Promise<void> {
  switch (order.type) {
    case 'change': {
      seed += 1
      return load(server.database, sampleRecords(order.records, seed, owner('bing', units.zone)))
    }
    case 'revoke':
      return transact(server.database, (tx) =>
        publish(tx, 'units', units.liaison, { parentId: null }, Date.now()),
      )
    case 'stop':
      await server.stop()
      process.exit(0)
  }
}
