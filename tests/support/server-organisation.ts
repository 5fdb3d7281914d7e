import { v7 } from 'uuid'
import type { z } from 'zod'
import type { SignInRequest, SignInResponse } from '#shared/sync/protocol.ts'
import {
  createSampleOrganisation,
  type SampleOrganisation,
} from '../../server/administration/sample-organisation.ts'
import { createServer, type ServerOptions } from '../../server/app.ts'
import type { App } from '../../server/routes/context.ts'
import { serverLog } from '../../server/server-log.ts'
import { databaseLike, type FreshDatabase } from './server-database.ts'
import { ServerDevice } from './server-device.ts'

export const samplePassword = 'sample-password-1'

/** 2026-03-02 08:00 UTC: a time that tests can count from. */
export const startOfTest = Date.UTC(2026, 2, 2, 8)

export interface TestServer extends FreshDatabase {
  readonly app: App
  readonly organisation: SampleOrganisation
  /** The server's clock; tests move it. */
  readonly time: { now: number }
  /** Everything the server logged, as text. */
  readonly logged: () => string
  /** Signs a sample user in on a new device. */
  readonly device: (login: string, id?: string) => Promise<ServerDevice>
  readonly stop: () => Promise<void>
}

const passwords = Object.fromEntries(
  ['jia', 'yi', 'bing', 'ding', 'gui'].map((login) => [login, samplePassword]),
)

/** A server with the sample organisation on a database of its own. Requests go in without a network. */
export async function testServer(options: Pick<ServerOptions, 'files'> = {}): Promise<TestServer> {
  const { made: organisation, ...database } = await databaseLike('sample organisation', (db) =>
    createSampleOrganisation(db, passwords, () => startOfTest),
  )
  const time = { now: startOfTest }
  const lines: string[] = []
  const log = serverLog('trace', { write: (line) => lines.push(line) })
  const app = await createServer({ database: database.db, clock: () => time.now, log, ...options })
  return {
    ...database,
    app,
    organisation,
    time,
    logged: () => lines.join(''),
    device: async (login, id = v7()) => {
      const incarnation = v7()
      const response = await signIn(app, { login, device: { id, name: `${login}'s laptop`, incarnation } })
      if (response.statusCode !== 200) throw new Error(response.body)
      const { token, user }: z.infer<typeof SignInResponse> = response.json()
      return new ServerDevice({ app, time, id, incarnation, token, user })
    },
    stop: async () => {
      await app.close()
      await database.close()
    },
  }
}

let addresses = 0

/**
 * Sends a sign-in with the sample password unless another is given, each time from another address unless one is
 * given, so that the limit per address does not meet tests that are about something else.
 */
export async function signIn(
  app: App,
  request: Omit<z.infer<typeof SignInRequest>, 'password'> & { password?: string },
  remoteAddress = `10.0.${addresses++ >> 8}.${addresses & 255}`,
) {
  return app.inject({
    remoteAddress,
    method: 'POST',
    url: '/auth/sign-in',
    payload: { password: samplePassword, ...request },
  })
}
