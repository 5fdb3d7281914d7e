import { performance } from 'node:perf_hooks'
import { v7 as uuidv7 } from 'uuid'
import type { Store } from '../../../electron/data/database/open-database.ts'
import type { FileRoom } from '../../../electron/data/files/file-room.ts'
import { callsInHand } from '../../../electron/data/host/calls-in-hand.ts'
import { contextOfCall } from '../../../electron/data/host/context-of-call.ts'
import { answer } from '../../../electron/data/host/dispatcher.ts'
import { fileGrants } from '../../../electron/data/host/granted-files.ts'
import { endpoints } from '../../../electron/data/host/handlers.ts'
import type { Identity } from '../../../electron/data/host/identity.ts'
import { openVault } from '../../support/open-vault.ts'
import type { Wait } from './messages.ts'

const everyMs = 50

/** A user who saves a visit, opens a record and pages through a list by turns, twenty times a second. */
export interface BusyUser {
  /** Resolves when none of the calls is being answered. */
  readonly quiet: () => Promise<void>
  /** Begins to call. @returns what ends it and gives how long each call waited for its answer */
  readonly begin: () => () => Promise<readonly Wait[]>
}

/** Goes through the real dispatcher. A call's wait begins when it is due, also where nothing could begin then. */
export function busyUser(store: Store, identity: Identity, files: FileRoom): BusyUser {
  const log = { info: () => undefined, error: (text: string, error: unknown) => console.error(text, error) }
  const vault = openVault({ store, identity, deviceName: 'bench', files, log, lastSyncedAt: null })
  const never = () => Promise.reject(new Error('not part of this measurement'))
  const grants = fileGrants()
  const inHand = callsInHand()
  const ask = async (name: string, input: unknown): Promise<unknown> => {
    const answered = inHand.begin()
    const reply = await answer(
      { type: 'call', id: 1, name, input },
      {
        endpoints,
        log,
        contextFor: (called, touched) =>
          contextOfCall({ name: called, touched, vault, files: grants, log, at: new Date() }),
      },
    )
    answered()
    if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.details)}`)
    return reply.value
  }
  const enterpriseId = uuidv7()
  let visited = false
  let known: string | null = null
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      'visits.save',
      () => {
        const first = !visited
        visited = true
        return ask('visits.save', visit(enterpriseId, first))
      },
    ],
    [
      'enterprises.get',
      async () => {
        known ??= await someEnterprise(store)
        if (known !== null) await ask('enterprises.get', { id: known })
      },
    ],
    ['enterprises.list', () => ask('enterprises.list', { limit: 100 })],
  ]
  return {
    quiet: inHand.quiet,
    begin: () => {
      const waits: Wait[] = []
      const underWay = new Set<Promise<void>>()
      let due = performance.now()
      let turn = 0
      // Of a call that is due while the thread is at work, that work is part of the wait.
      let cpuBefore = threadCpuMs()
      const timer = setInterval(() => {
        const cpuSince = cpuBefore
        cpuBefore = threadCpuMs()
        for (; due <= performance.now(); due += everyMs) {
          const [call, carryOut] = calls[turn % calls.length] ?? (['', never] as const)
          const since = due
          turn += 1
          const done: Promise<void> = carryOut().then(() => {
            waits.push({ call, ms: performance.now() - since, cpuMs: threadCpuMs() - cpuSince })
            underWay.delete(done)
          })
          underWay.add(done)
        }
      }, 5)
      return async () => {
        clearInterval(timer)
        await Promise.all(underWay)
        known = null
        return waits
      }
    },
  }
}

/** Processor time that this thread has had, in milliseconds. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

async function someEnterprise(store: Store): Promise<string | null> {
  const row = await store.read((db) => db.selectFrom('enterprises').select('id').limit(1).executeTakeFirst())
  return row?.id ?? null
}

function visit(enterpriseId: string, isFirst: boolean) {
  return {
    id: uuidv7(),
    type: 'door_to_door',
    mode: 'onsite',
    occurredOn: '2026-11-22',
    enterpriseId,
    ...(isFirst ? { newEnterprise: { name: '样例负极材料有限公司', city: null } } : {}),
    confidentiality: 'internal',
    topics: '双方就年产五万吨负极材料项目的选址和用电保障进行了深入洽谈',
    ourPeople: [{ name: '记录员' }],
    theirPeople: [{ name: '样例甲', post: '副总经理' }],
  }
}
