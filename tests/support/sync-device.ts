import { v7 as uuidv7 } from 'uuid'
import type { Account } from '#shared/contract/account.ts'
import type { HostEvent } from '#shared/contract/channel.ts'
import type { SyncStatus } from '#shared/contract/sync.ts'
import { entities, type TableName } from '#shared/domain/entities.ts'
import { canonical } from '#shared/sync/merge.ts'
import { writeMeta } from '../../electron/data/database/meta.ts'
import type { Store } from '../../electron/data/database/open-database.ts'
import type { SyncEngine } from '../../electron/data/host/sync-engine.ts'
import { saveAccount, saveToken } from '../../electron/data/queries/account.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { type RecordChange, record, type WriteContext } from '../../electron/data/record/record.ts'
import { type SyncPorts, startSyncWith } from '../../electron/data/sync/start-sync.ts'
import { openTestStore, type TestStore, type TestStoreOptions } from './open-store.ts'

export interface DeviceOptions {
  /** The server's public key, as a sign-in keeps it. */
  readonly serverKey?: string | undefined
  readonly serverUrl: string
  readonly token?: string
  readonly account?: Partial<Account>
  /** A device that a real server knows; made up where none is given. */
  readonly identity?: { readonly device: string; readonly incarnation: string; readonly node?: string }
  readonly ports?: Partial<SyncPorts>
  /** Another store than an empty new one. */
  readonly opened?: TestStoreOptions
}

/** A laptop without windows: a real encrypted store and the real engine, whose rounds a test calls for. */
export interface SyncDevice {
  readonly account: Account
  readonly events: HostEvent[]
  readonly errors: string[]
  readonly store: () => Store
  /** Where its store lies, for another process to open it. */
  readonly disk: () => Pick<TestStore, 'file' | 'key'>
  readonly engine: () => SyncEngine
  /** Who writes, at the next second of the device's own clock. */
  readonly context: () => WriteContext
  /** Makes one change as a user does. */
  readonly write: (change: RecordChange) => Promise<void>
  /** A new enterprise of that name. @returns its id */
  readonly create: (name: string, values?: object) => Promise<string>
  readonly edit: (id: string, values: object) => Promise<void>
  /** One full round. */
  readonly sync: () => Promise<SyncStatus>
  /** Everything a user of the device can see, and the merge state behind it, as comparable text. */
  readonly sight: () => Promise<string>
  readonly count: (table: CountedTable) => Promise<number>
  /** Ends the app as a crash or an exit does and starts it anew. */
  readonly restart: (ports?: Partial<SyncPorts>) => Promise<void>
  readonly remove: () => Promise<void>
}

type CountedTable =
  | 'outbox'
  | 'quarantine'
  | 'conflicts'
  | 'base'
  | 'membership'
  | 'ackedJournal'
  | 'setAside'
  | 'carriedOps'
  | 'carriedRuns'
  | 'keptCopies'
  | 'heldOps'

export const identityOfContext = ({ device, incarnation, node }: WriteContext) => ({
  device,
  incarnation,
  node,
})

/** Starts a device that is signed in. Nothing happens by itself: timers never fire. */
export async function startDevice(options: DeviceOptions): Promise<SyncDevice> {
  let test: TestStore = openTestStore(options.opened)
  const first = { ...test.context(), ...options.identity }
  const account: Account = {
    userId: first.author,
    userName: '甲',
    post: null,
    unitId: first.unitId,
    unitName: null,
    role: 'member',
    organisation: '样本',
    serverUrl: options.serverUrl,
    ...options.account,
  }
  const events: HostEvent[] = []
  const errors: string[] = []
  await test.store.write(async (tx) => {
    await saveAccount(tx, account)
    await saveToken(tx, options.token ?? 'token-1')
    if (options.serverKey !== undefined) await writeMeta(tx, 'serverKey', options.serverKey)
  })
  /** A restored or copied store goes on under another one. */
  let own: Partial<ReturnType<typeof identityOfContext>> = {}
  const start = (ports: Partial<SyncPorts> = {}): SyncEngine =>
    startSyncWith(
      {
        store: test.store,
        identity: { ...identityOfContext(first), ...own },
        deviceName: '笔记本',
        appVersion: '0.1.0',
        announce: (event) => events.push(event),
        onIdentity: (identity) => {
          own = identity
        },
        log: { info: () => undefined, error: (text) => errors.push(text) },
      },
      {
        now: Date.now,
        random: () => 0.5,
        after: () => () => undefined,
        intervalMs: 60_000,
        idleMs: 5000,
        step: () => undefined,
        ...options.ports,
        ...ports,
      },
    )
  let engine = start()
  const context = () => ({
    ...test.context(),
    ...options.identity,
    ...own,
    author: account.userId,
    unitId: account.unitId,
  })
  const write = async (change: RecordChange) => {
    await test.store.write((tx) => record(tx, context(), change))
  }
  const device: SyncDevice = {
    account,
    events,
    errors,
    store: () => test.store,
    disk: () => test,
    engine: () => engine,
    context,
    write,
    create: async (name, values = {}) => {
      const id = uuidv7()
      await write({ table: 'enterprises', id, kind: 'set', values: { name, ...values } })
      return id
    },
    edit: (id, values) => write({ table: 'enterprises', id, kind: 'set', values }),
    sync: () => engine.now(),
    sight: () => sightOf(test.store),
    count: (table) =>
      test.store.read(async (db) => {
        const row = await db
          .selectFrom(table)
          .select((query) => query.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
        return row.n
      }),
    restart: async (ports) => {
      await engine.stop()
      test = await test.reopen()
      engine = start(ports)
    },
    remove: async () => {
      await engine.stop()
      await test.remove()
    },
  }
  return device
}

/** Rows, conflicts and merge states of a store, in one comparable text. */
export async function sightOf(store: Store): Promise<string> {
  return store.read(async (db) => {
    const rows: Record<string, unknown> = {}
    for (const table of Object.keys(entities) as TableName[])
      rows[table] = await db
        .selectFrom(table as 'enterprises')
        .selectAll()
        .orderBy('id')
        .execute()
    const conflicts = await db
      .selectFrom('conflicts')
      .select(['tableName', 'recordId', 'field', 'writes'])
      .orderBy('tableName')
      .orderBy('recordId')
      .orderBy('field')
      .execute()
    const known = await db
      .selectFrom('recordClocks')
      .select(['tableName', 'recordId', 'life'])
      .orderBy('tableName')
      .orderBy('recordId')
      .execute()
    const states = []
    for (const { tableName, recordId, life } of known)
      states.push([tableName, recordId, life, await loadState(db, tableName, recordId)])
    return canonical({ rows, conflicts, states })
  })
}
