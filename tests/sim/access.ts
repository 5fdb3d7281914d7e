import { AppError } from '#shared/contract/errors.ts'
import { allowDevice, revokeDevice } from '../../server/administration/devices.ts'
import { disableUser, enableUser } from '../../server/administration/users.ts'
import type { Context } from './carry-out.ts'
import { knownToServer } from './server-view.ts'
import type { SimDevice } from './sim-device.ts'

/** Whoever was turned out tries the latest of the tokens that were ever given to the laptop. */
const tokensTried = 3

/** An administrator bars a laptop, which nobody signs in on until it is let back. */
export async function bar(context: Context, { enrolment }: SimDevice): Promise<string> {
  const { server, barred } = context
  if (barred.has(enrolment.device)) return 'barred'
  await revokeDevice(server.database.db, enrolment.device, () => server.time.now)
  barred.add(enrolment.device)
  return shutOut(context, [enrolment.device], 'barred')
}

/** The administrator lets it back. No token from before opens anything. */
export async function letBack(context: Context, { enrolment }: SimDevice): Promise<string> {
  const { server, barred } = context
  const allowed = await allowDevice(server.database.db, enrolment.device, () => server.time.now)
  if (!allowed) return 'was not barred'
  barred.delete(enrolment.device)
  return welcome(context, [enrolment.device], 'let back')
}

/** An administrator disables an account, and with it every laptop of its user. */
export async function disable(context: Context, number: number): Promise<string> {
  const { server, disabled } = context
  const { user, laptops } = laptopsOf(context, number)
  if (!user || disabled.has(user.id)) return 'disabled'
  await disableUser(server.database.db, user.name, () => server.time.now)
  disabled.add(user.id)
  return shutOut(context, laptops, 'disabled')
}

/** The administrator enables it again; laptops that were barred stay so. */
export async function enable(context: Context, number: number): Promise<string> {
  const { server, disabled } = context
  const { user, laptops } = laptopsOf(context, number)
  if (!user) return 'nobody'
  if (!(await enableUser(server.database.db, user.name, () => server.time.now))) return 'was not disabled'
  disabled.delete(user.id)
  return welcome(context, laptops, 'enabled')
}

/** The user signs in on a laptop that asks for it. @returns what came of it */
export async function signInOn(
  { network, server }: Pick<Context, 'network' | 'server'>,
  device: SimDevice,
): Promise<string> {
  if (!device.isRunning()) return 'off'
  if ((await device.token()) !== null) return 'is signed in'
  const { fair } = network
  network.fair = true
  try {
    await device.signIn()
    // A sign-in notes the server's time, any other request PostgreSQL's, which no story holds.
    await server.database.query('update devices set last_seen_at = now() where id = $1', [
      device.enrolment.device,
    ])
    return device.isRunning() ? 'signed in' : 'died'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  } finally {
    network.fair = fair
  }
}

function laptopsOf({ server }: Context, number: number) {
  const { users, laptops } = server.organisation
  const user = users[number % users.length]
  return {
    user,
    laptops: laptops.filter((laptop) => laptop.user === user).map(({ device }) => device),
  }
}

/** From now on the server takes nothing of these laptops but what it already has, and tells them nothing. */
async function shutOut(context: Context, laptops: readonly string[], outcome: string): Promise<string> {
  const { server, ledger } = context
  for (const laptop of laptops) {
    if (ledger.barred.has(laptop)) continue
    const own = ledger.saved.filter(({ op }) => op.device === laptop).map(({ op }) => op.opId)
    ledger.bar(laptop, await knownToServer(server.database, own))
  }
  return knock(context, laptops, outcome)
}

/** Tokens from before have ended, also of a laptop that nobody may sign in on yet for another reason. */
async function welcome(context: Context, laptops: readonly string[], outcome: string): Promise<string> {
  const { server, ledger, barred, disabled, tokens } = context
  for (const { device, user } of server.organisation.laptops) {
    if (!laptops.includes(device)) continue
    tokens.endAll(device)
    if (!barred.has(device) && !disabled.has(user.id)) ledger.letBack(device)
  }
  return knock(context, laptops, outcome)
}

/** Somebody tries the tokens that the laptops ever had; who listens to the network says what is wrong with an answer. */
async function knock({ network, tokens }: Context, laptops: readonly string[], outcome: string) {
  for (const token of laptops.flatMap((laptop) => tokens.of(laptop).slice(-tokensTried)))
    await network.deliver('somebody', {
      method: 'GET',
      path: '/changes',
      headers: { authorization: `Bearer ${token}` },
      body: null,
    })
  return outcome
}
