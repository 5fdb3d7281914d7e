import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { publishDeviceKeys } from '../../server/accounts/device-keys.ts'
import { hashPassword } from '../../server/accounts/passwords.ts'
import { tokenHash } from '../../server/accounts/tokens.ts'
import { rotateEpoch } from '../../server/administration/epoch.ts'
import { publish } from '../../server/administration/publish.ts'
import { createUnit } from '../../server/administration/units.ts'
import { createServer } from '../../server/app.ts'
import type { App } from '../../server/routes/context.ts'
import { serverLog } from '../../server/server-log.ts'
import { serverStamps } from '../../server/sync/stamps.ts'
import { type LaptopKeys, laptopKeys } from './laptop-keys.ts'
import type { Rng } from './rng.ts'
import { openSimDatabase, type SimDatabase } from './sim-database.ts'
import { makePasswordsCheap } from './surroundings.ts'

/** When every run begins. */
export const startOfRun = Date.UTC(2026, 2, 2, 8)

/** Everybody's. */
export const password = '样例口令，人人相同'

export interface SimUser {
  readonly id: string
  readonly name: string
  /** The unit at the beginning of a run. */
  readonly unitId: string
  readonly role: string
}

/** A laptop that the server knows from the beginning. */
export interface Enrolment {
  readonly device: string
  readonly token: string
  readonly user: SimUser
  readonly keys: LaptopKeys
}

export interface Organisation {
  readonly bureau: string
  readonly zone: string
  readonly liaison: string
  readonly users: readonly SimUser[]
  readonly laptops: readonly Enrolment[]
}

/** A request as it arrives. */
export interface SimRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

export interface SimAnswer {
  readonly status: number
  readonly type: string
  readonly body: Buffer
}

/** The real server on the real PostgreSQL, without a network: it can die at any statement and start again. */
export interface SimServer {
  readonly database: SimDatabase
  readonly organisation: Organisation
  /** The server's clock, which is right; the world moves it. */
  readonly time: { now: number }
  /** Handles a request to its end. Null: the process died over it, and a new one has started. */
  readonly handle: (request: SimRequest) => Promise<SimAnswer | null>
  readonly restart: () => Promise<void>
  /** Puts the kept backup in the place of what the server holds, as its operator does: under another epoch. */
  readonly setBack: () => Promise<void>
  /** The database goes on from the kept copy under the same epoch, as after a failover to a replica that lags behind. */
  readonly failOver: (restart: boolean) => Promise<void>
  /** What the server logged as its own faults. */
  readonly faults: readonly string[]
  /** Everything as at the beginning, for the next run. */
  readonly begin: (rng: Rng) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startSimServer(clusterUrl: string): Promise<SimServer> {
  const database = await openSimDatabase(clusterUrl)
  const time = { now: startOfRun }
  const folder = mkdtempSync(join(tmpdir(), 'outpost-sim-server-'))
  const organisation = await makeOrganisation(database)
  await database.keepAsStart()
  let rng: Rng | null = null
  let app: App | null = null
  let boots = 0
  const faults: string[] = []
  /** Requests under way: whoever asked may be gone, and what they write would stand in the next run. */
  const open = new Set<Promise<unknown>>()
  const log = serverLog('error', { write: (line) => faults.push(line) })

  const start = async (): Promise<App> => {
    const node = Array.from({ length: 16 }, () => (rng?.below(16) ?? 0).toString(16)).join('')
    boots += 1
    const started = await createServer({
      database: database.db,
      clock: () => time.now,
      stamps: serverStamps(node),
      log,
    })
    await started.ready()
    return started
  }
  const restart = async () => {
    await app?.close()
    app = await start()
  }
  return {
    database,
    organisation,
    time,
    faults,
    handle: async ({ method, path, headers, body }) => {
      const serving = app ?? (await start())
      app = serving
      const answered = serving.inject({
        method,
        url: path,
        headers: { ...headers },
        // Each start is another address, so that the limit of requests a minute meets nobody here.
        remoteAddress: `10.0.${boots % 256}.1`,
        ...(body ? { payload: body } : {}),
      })
      open.add(answered)
      // Dying over a long answer breaks it off.
      const answer = await answered
        .catch((error) => {
          if (database.isDead()) return null
          throw error
        })
        .finally(() => open.delete(answered))
      if (!answer || database.isDead()) {
        await database.revive()
        await restart()
        return null
      }
      return {
        status: answer.statusCode,
        type: String(answer.headers['content-type'] ?? ''),
        body: answer.rawPayload,
      }
    },
    restart,
    setBack: async () => {
      await database.restore()
      await rotateEpoch(database.db, join(folder, 'epoch.json'), 'restored')
      await restart()
    },
    failOver: async (again) => {
      await database.restore()
      if (again) await restart()
    },
    begin: async (fresh) => {
      rng = fresh
      time.now = startOfRun
      await Promise.allSettled(open)
      await database.revive()
      await database.backToStart()
      await restart()
    },
    stop: async () => {
      await app?.close()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function makeOrganisation({ db }: SimDatabase): Promise<Organisation> {
  const clock = () => startOfRun - 86_400_000
  const unit = (name: string, kind: string, parentId: string | null) =>
    createUnit(db, { name, kind, parentId }, clock)
  const bureau = await unit('样例市招商局', 'department', null)
  const zone = await unit('样例经济开发区', 'development_zone', bureau)
  const liaison = await unit('样例市驻深圳办事处', 'liaison_office', bureau)
  const giveBack = makePasswordsCheap()
  const password_hash = await hashPassword(password)
  giveBack()
  const users: SimUser[] = []
  for (const [name, unitId, role] of [
    ['样例甲', bureau, 'team_lead'],
    ['样例乙', liaison, 'field'],
    ['样例丙', zone, 'field'],
    ['样例丁', bureau, 'trip_clerk'],
  ] as const) {
    const id = v7()
    await db.insertInto('accounts').values({ user_id: id, login: name, password_hash }).execute()
    const values = { unitId, name, role, post: null, phone: null, rankOrder: null, inactive: false }
    await db.transaction().execute((tx) => publish(tx, 'users', id, values, clock()))
    users.push({ id, name, unitId, role })
  }
  const laptops: Enrolment[] = []
  // Two of the first user's, who reads everything, one of each other.
  for (const user of [...users.slice(0, 1), ...users]) {
    const device = v7()
    const token = `${device}-token`
    const keys = laptopKeys(`laptop${laptops.length}`)
    await db
      .insertInto('devices')
      .values({
        id: device,
        user_id: user.id,
        name: user.name,
        incarnation: v7(),
        token_hash: tokenHash(token),
        public_key: keys.signing.public,
      })
      .execute()
    const published = { publicKey: keys.signing.public, sealingKey: keys.sealing.public }
    await db
      .transaction()
      .execute((tx) =>
        publishDeviceKeys(tx, { id: device, name: user.name, userId: user.id }, published, clock()),
      )
    laptops.push({ device, token, user, keys })
  }
  return { bureau, zone, liaison, users, laptops }
}
