import { v7 as uuidv7 } from 'uuid'
import { openFileRoom } from '../../electron/data/files/file-room.ts'
import { contextOfCall } from '../../electron/data/host/context-of-call.ts'
import { answer } from '../../electron/data/host/dispatcher.ts'
import { fileGrants } from '../../electron/data/host/granted-files.ts'
import { endpoints } from '../../electron/data/host/handlers.ts'
import { saveAccount } from '../../electron/data/queries/account.ts'
import type { Account } from '../../shared/contract/account.ts'
import type { CallReply } from '../../shared/contract/channel.ts'
import type { CallName, Input, Output } from '../../shared/contract/index.ts'
import { openTestStore, type TestStoreOptions } from './open-store.ts'
import { openVault } from './open-vault.ts'
import { putPublished } from './published.ts'

/** The moment of a test's first call: noon in the office. Each call comes a second later than the one before. */
export const officeOpens = new Date('2026-11-22T12:00:00')

/**
 * An office's device: a real encrypted store with units and users, driven through the real dispatcher as the signed-in
 * user. Call `close` when done.
 */
export async function openOffice(options: TestStoreOptions = {}) {
  const opened = openTestStore(options)
  const { device, incarnation, node, author, unitId } = opened.context()
  const files = fileGrants()
  const log: string[] = []
  const vault = openVault({
    store: opened.store,
    identity: { device, incarnation, node },
    deviceName: '测试机',
    files: await openFileRoom(opened.store, opened.folder),
    log: { info: () => undefined, error: () => undefined },
    lastSyncedAt: new Date('2026-11-22T09:05:00').toISOString(),
  })
  const accountOf = (userId: string, userName: string): Account => ({
    userId,
    userName,
    post: '科员',
    unitId,
    unitName: '样例市招商局',
    role: 'field',
    organisation: '样例市',
    serverUrl: 'http://127.0.0.1:1',
  })
  const me = accountOf(author, '记录员')
  const colleague = accountOf(uuidv7(), '同事')
  let moment = officeOpens.getTime()

  await opened.store.write(async (tx) => {
    const { nowMs } = opened.context()
    await putPublished(tx, nowMs, 'units', unitId, { name: '样例市招商局', kind: 'department', rankOrder: 1 })
    for (const [index, { userId, userName }] of [me, colleague].entries()) {
      const user = { unitId, name: userName, post: '科员', role: 'field', rankOrder: index + 1 }
      await putPublished(tx, nowMs, 'users', userId, user)
    }
    await saveAccount(tx, me)
  })

  const office = {
    me,
    colleague,
    vault,
    store: opened.store,
    folder: opened.folder,
    files,
    log,
    /** Moves the clock of the next call. */
    setTime: (at: Date) => {
      moment = at.getTime()
    },
    /** Another user at this device. */
    signIn: (account: Account) => opened.store.write((tx) => saveAccount(tx, account)),
    /** The reply to a call as the window receives it; the input is whatever the test says. */
    ask: (name: string, input: unknown): Promise<CallReply> => {
      moment += 1000
      const at = new Date(moment)
      return answer(
        { type: 'call', id: 1, name, input },
        {
          endpoints,
          log: { info: (text) => log.push(text), error: (text, cause) => log.push(`${text}: ${cause}`) },
          contextFor: (called, touched) =>
            contextOfCall({
              name: called,
              touched,
              vault,
              files,
              log: { info: () => undefined, error: () => undefined },
              at,
            }),
        },
      )
    },
    /** The value of a call that succeeds; throws an error whose message is the code of one that fails. */
    call: async <N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> => {
      const reply = await office.ask(name, input)
      if (!reply.ok) throw new Error(`${reply.code} ${JSON.stringify(reply.details)} ${log.join('\n')}`)
      // The dispatcher answers a call with what its own handler returned.
      return reply.value as Output<N>
    },
    /** The code with which a call fails, or null when it succeeds. */
    refusal: async (name: CallName, input: unknown): Promise<string | null> => {
      const reply = await office.ask(name, input)
      return reply.ok ? null : reply.code
    },
    /** As if everything written so far had been acknowledged by the server. */
    upload: () =>
      opened.store.write(async (tx) => {
        await tx.deleteFrom('outbox').execute()
        await tx.deleteFrom('base').execute()
      }),
    /** Number of operations that wait to be sent. */
    waiting: () =>
      opened.store.read(async (db) => {
        const rows = await db.selectFrom('outbox').select('localSeq').execute()
        return rows.length
      }),
    close: () => opened.remove(),
  }
  await office.upload()
  return office
}

export type Office = Awaited<ReturnType<typeof openOffice>>

/** A visit as the form hands it in, to be changed where a test looks. */
export function visitDraft(over: Partial<Input<'visits.save'>> = {}): Input<'visits.save'> {
  return {
    id: uuidv7(),
    type: 'door_to_door',
    mode: 'onsite',
    occurredOn: '2026-11-22',
    enterpriseId: uuidv7(),
    confidentiality: 'internal',
    topics: '双方就年产五万吨负极材料项目的选址和用电保障进行了深入洽谈',
    ourPeople: [{ name: '记录员' }],
    theirPeople: [{ name: '样例甲', post: '副总经理' }],
    ...over,
  }
}
