import { v7 as uuidv7 } from 'uuid'
import { SignInResponse } from '#shared/sync/protocol.ts'
import { cursors } from '../../electron/data/queries/sync.ts'
import type { SyncPorts } from '../../electron/data/sync/start-sync.ts'
import { signIn, type TestServer } from './server-organisation.ts'
import { type SyncDevice, startDevice } from './sync-device.ts'

export interface LaptopOptions {
  /** Address it reaches the server by. */
  readonly by: string
  readonly login: 'jia' | 'yi' | 'bing' | 'ding'
  readonly ports?: Partial<SyncPorts>
}

/** A laptop with a real store and the real engine, signed in at a real server that it reaches over a real network. */
export async function realLaptop(
  { app }: Pick<TestServer, 'app'>,
  { by, login, ports }: LaptopOptions,
): Promise<SyncDevice> {
  const identity = { device: uuidv7(), incarnation: uuidv7() }
  // Not over the network: many laptops of one test would meet the limit of sign-ins of one address.
  const answer = await signIn(app, {
    login,
    device: { id: identity.device, incarnation: identity.incarnation, name: '样例笔记本' },
  })
  const { token, user, organisation } = SignInResponse.parse(answer.json())
  return startDevice({
    serverUrl: by,
    identity,
    token,
    account: { userId: user.id, userName: user.name, unitId: user.unitId, role: user.role, organisation },
    ports: ports ?? {},
  })
}

/** How far the laptop has read, by scope. */
export async function cursorsOf(device: SyncDevice): Promise<Record<string, number>> {
  const rows = await device.store().read(cursors)
  return Object.fromEntries(rows.map(({ scope, seq }) => [scope, seq]))
}
