import { text } from 'node:stream/consumers'
import { roles, unitKinds } from '#shared/domain/enumerations.ts'
import { allowDevice, listDevices, revokeDevice } from '../administration/devices.ts'
import { epochFile, rotateEpoch } from '../administration/epoch.ts'
import { AdministrationError } from '../administration/publish.ts'
import { createSampleOrganisation } from '../administration/sample-organisation.ts'
import {
  createUnit,
  findUnit,
  listUnits,
  setLeaseDays,
  setOrganisationName,
} from '../administration/units.ts'
import { createUser, disableUser, enableUser, listUsers, setPassword } from '../administration/users.ts'
import { expireWholes, stagedDays } from '../sync/expired-wholes.ts'
import { pruneChanges } from '../sync/retention.ts'
import { type Call, required, type TextOption, type Values } from './call.ts'
import { listQuarantine, settleQuarantine, showQuarantine } from './quarantine.ts'
import { table } from './table.ts'

/**
 * The commands that work on the database, by the words they are called with. Those that need much (workbooks, stores of
 * files) are read in when they are called.
 */
export const commands: ReadonlyMap<string, (call: Call) => Promise<void>> = new Map([
  ['sample', sample],
  ['organisation set', setOrganisation],
  ['unit add', addUnit],
  ['unit list', showUnits],
  ['user add', addUser],
  ['user list', showUsers],
  ['user disable', shutUserOut],
  ['user enable', letUserBack],
  ['user password', changePassword],
  ['device list', showDevices],
  ['device revoke', shutDeviceOut],
  ['device allow', letDeviceBack],
  ['quarantine list', listQuarantine],
  ['quarantine show', showQuarantine],
  ['quarantine settle', settleQuarantine],
  ['policy publish', async (call) => (await import('./policies.ts')).publishPolicyFile(call)],
  ['quota', async (call) => (await import('./files.ts')).quota(call)],
  ['restored', restored],
  ['prune', prune],
])

async function sample({ db, print }: Call): Promise<void> {
  const { name, users } = await createSampleOrganisation(db)
  print(`Made the sample organisation ${name}. Sign in with:`)
  print(
    table(
      ['login', 'password', 'name', 'post'],
      users.map((user) => [user.login, user.password, user.name, user.post ?? '']),
    ),
  )
}

async function setOrganisation({ db, values }: Call): Promise<void> {
  const days = values['lease-days']
  if (days !== undefined) await setLeaseDays(db, Number(days))
  if (days === undefined || values.name !== undefined) await setOrganisationName(db, required(values, 'name'))
}

async function restored({ db, values, print }: Call): Promise<void> {
  const epoch = await rotateEpoch(db, epochFile(values.data ?? '.data/server'), 'said by the operator')
  print(
    `Epoch ${epoch}. Every device will now offer again what it sent within 45 days, and read everything anew.`,
  )
}

async function prune(call: Call): Promise<void> {
  const { db, print } = call
  await (await import('./files.ts')).pruneFiles(call)
  const expired = await expireWholes(db, Date.now())
  if (expired > 0)
    print(`${expired} incomplete actions of which nothing came for ${stagedDays} days: see quarantine list.`)
  const pruned = await pruneChanges(db, Date.now())
  if (pruned.length === 0) return print('Nothing is old enough to remove.')
  print(
    table(
      ['scope', 'removed', 'kept from'],
      pruned.map(({ scope, removed, horizon }) => [scope, String(removed), String(horizon + 1)]),
    ),
  )
}

async function addUnit({ db, values, print }: Call): Promise<void> {
  const parent = values.parent ? await findUnit(db, values.parent) : null
  const id = await createUnit(db, {
    ...(values.id === undefined ? {} : { id: values.id }),
    name: required(values, 'name'),
    kind: oneOf(values, 'kind', unitKinds),
    parentId: parent?.id ?? null,
    shortName: values['short-name'] ?? null,
    divisionCode: values.division ?? null,
    rankOrder: rankOf(values),
  })
  print(id)
}

async function showUnits({ db, print }: Call): Promise<void> {
  const units = await listUnits(db)
  const nameOf = new Map(units.map(({ id, name }) => [id, name]))
  print(
    table(
      ['id', 'name', 'kind', 'parent'],
      units.map(({ id, name, kind, parentId }) => [id, name, kind, nameOf.get(parentId ?? '') ?? '']),
    ),
  )
}

async function addUser({ db, values, print }: Call): Promise<void> {
  const unit = await findUnit(db, required(values, 'unit'))
  const given = await passwordFromInput(values)
  const { id, login, password } = await createUser(db, {
    ...(values.id === undefined ? {} : { id: values.id }),
    login: required(values, 'login'),
    name: required(values, 'name'),
    unitId: unit.id,
    role: oneOf(values, 'role', roles),
    post: values.post ?? null,
    phone: values.phone ?? null,
    rankOrder: rankOf(values),
    ...(given ? { password: given } : {}),
  })
  print(given ? id : `${id}\nlogin: ${login}\npassword: ${password}   (shown only now)`)
}

async function showUsers({ db, print }: Call): Promise<void> {
  const [users, units] = [await listUsers(db), await listUnits(db)]
  const nameOf = new Map(units.map(({ id, name }) => [id, name]))
  print(
    table(
      ['login', 'name', 'unit', 'role', 'state', 'id'],
      users.map(({ id, login, name, unitId, role, disabled }) => [
        login,
        name,
        nameOf.get(unitId) ?? unitId,
        role,
        disabled ? 'disabled' : 'active',
        id,
      ]),
    ),
  )
}

async function shutUserOut({ db, values, print }: Call): Promise<void> {
  const login = required(values, 'login')
  await disableUser(db, login)
  print(
    `${login} can no longer sign in, and is signed out everywhere; what devices hold unsent stays on them.`,
  )
}

async function letUserBack({ db, values, print }: Call): Promise<void> {
  const login = required(values, 'login')
  const enabled = await enableUser(db, login)
  print(
    enabled
      ? `${login} can sign in again, on each device anew. A password that others may know: user password.`
      : `${login} is not disabled. Nothing was changed.`,
  )
}

async function changePassword({ db, values, print }: Call): Promise<void> {
  const given = await passwordFromInput(values)
  const password = await setPassword(db, required(values, 'login'), given)
  print(given ? 'The password was changed.' : `password: ${password}   (shown only now)`)
}

async function showDevices({ db, print }: Call): Promise<void> {
  const devices = await listDevices(db)
  print(
    table(
      ['id', 'name', 'login', 'last seen', 'state'],
      devices.map(({ id, name, login, lastSeenAt, revokedAt }) => [
        id,
        name,
        login,
        lastSeenAt?.toISOString() ?? '',
        revokedAt ? 'revoked' : 'active',
      ]),
    ),
  )
}

async function shutDeviceOut({ db, rest, print }: Call): Promise<void> {
  await revokeDevice(db, rest[0] ?? '')
  print('The device is revoked and signed out; what it holds unsent stays on it.')
}

async function letDeviceBack({ db, rest, print }: Call): Promise<void> {
  const allowed = await allowDevice(db, rest[0] ?? '')
  if (!allowed) return print('This device is not revoked. Nothing was changed.')
  const { login, isAccountDisabled } = allowed
  print(`The device is let back. ${login} has to sign in on it; what it holds unsent goes up then.`)
  if (isAccountDisabled) print(`The account of ${login} is disabled, see: user enable`)
}

function oneOf(values: Values, name: TextOption, codes: readonly string[]): string {
  const value = required(values, name)
  if (!codes.includes(value)) throw new AdministrationError(`--${name} is one of: ${codes.join(', ')}`)
  return value
}

function rankOf(values: Values): number | null {
  if (values.rank === undefined) return null
  const rank = Number(values.rank)
  if (!Number.isInteger(rank) || rank < 0) throw new AdministrationError('--rank is a whole number.')
  return rank
}

async function passwordFromInput(values: Values): Promise<string | undefined> {
  if (!values['password-stdin']) return undefined
  return (await text(process.stdin)).replace(/\r?\n$/, '')
}
