import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { scriptedServer } from '../../support/scripted-server.ts'
import { startDevice } from '../../support/sync-device.ts'

const queued = 20_000

it('starts within two seconds with 20,000 changes that were made offline, and takes new ones (livestore PR#1012)', async () => {
  const server = await scriptedServer()
  const device = await startDevice({ serverUrl: server.url })
  try {
    await device.create('样例模板')
    await device.store().write(async (tx) => {
      const row = await tx.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()
      const op = parseOp(row.op)
      for (let n = 2; n <= queued; n += 1) {
        const [opId, id] = [uuidv7(), uuidv7()]
        const text = JSON.stringify({ ...op, opId, id, localSeq: n })
        await tx
          .insertInto('outbox')
          .values({ ...row, localSeq: n, opId, recordId: id, op: text })
          .execute()
      }
      await tx
        .updateTable('meta')
        .set({ value: String(queued) })
        .where('key', '=', 'lastLocalSeq')
        .execute()
    })
    const began = process.cpuUsage()
    await device.restart()
    expect(await device.engine().status()).toMatchObject({ waiting: queued })
    await device.create('样例启动后')
    // By the processor's time: a busy machine gives less of it.
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1000).toBeLessThan(2000)
    expect((await device.engine().status()).waiting).toBe(queued + 1)
  } finally {
    await device.remove()
    await server.close()
  }
})
