import { sql } from 'kysely'
import { v7 } from 'uuid'
import { audit } from '../accounts/audit.ts'
import { hashPassword, randomPassword } from '../accounts/passwords.ts'
import type { Database } from '../database/open-database.ts'
import { sqlState, transact } from '../database/transaction.ts'
import { isUuid } from '../sync/rights.ts'
import { AdministrationError, publish } from './publish.ts'
import { findUnit } from './units.ts'

export interface NewUser {
  /** The id that devices and records know the user by, after a server was set up anew; made up unless given. */
  readonly id?: string
  readonly login: string
  readonly name: string
  readonly unitId: string
  /** One of `roles`. */
  readonly role: string
  readonly post?: string | null
  readonly phone?: string | null
  /** Place in official lists of names, 1 first. */
  readonly rankOrder?: number | null
  /** A random one when it is not given. */
  readonly password?: string
}

export interface CreatedUser {
  readonly id: string
  readonly login: string
  readonly password: string
}

export interface UserRow {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly unitId: string
  readonly role: string
  readonly disabled: boolean
}

const shortestPassword = 8
const duplicateKey = '23505'

/**
 * Creates a user with an account to sign in. @returns the id and the password, which is not readable later.
 * @throws AdministrationError on a bad value, an unknown unit or a login that is taken.
 */
export async function createUser(db: Database, user: NewUser, clock = Date.now): Promise<CreatedUser> {
  const id = user.id ?? v7()
  if (!isUuid(id))
    throw new AdministrationError(
      `"${id}" is no id of a user: those look like 019c0f6e-1c2b-7000-8000-0123456789ab.`,
    )
  const login = user.login.trim()
  if (!/^\S{1,100}$/.test(login))
    throw new AdministrationError('A login has 1 to 100 characters without spaces.')
  const password = user.password ?? randomPassword()
  const password_hash = await hashOf(password)
  await findUnit(db, user.unitId)
  if ((await listUsers(db)).some((known) => known.id === id))
    throw new AdministrationError(`There is a user with the id "${id}" already. See: user list`)
  try {
    await transact(db, async (tx) => {
      await tx.insertInto('accounts').values({ user_id: id, login, password_hash }).execute()
      await audit(tx, { action: 'user-created', entity: id })
      await publish(
        tx,
        'users',
        id,
        {
          unitId: user.unitId,
          name: user.name,
          role: user.role,
          post: user.post ?? null,
          phone: user.phone ?? null,
          rankOrder: user.rankOrder ?? null,
          inactive: false,
        },
        clock(),
      )
    })
  } catch (error) {
    if (sqlState(error) === duplicateKey) throw new AdministrationError(`The login "${login}" is taken.`)
    throw error
  }
  return { id, login, password }
}

/** Every user with an account. */
export async function listUsers(db: Database): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select user_id as id, login, data->>'name' as name, data->>'unitId' as "unitId", data->>'role' as role,
      disabled_at is not null as disabled
    from accounts join records on table_name = 'users' and records.id = user_id
    order by user_id`.execute(db)
  return rows
}

/** Keeps a user from signing in and ends every device's access. What the user wrote stays. */
export async function disableUser(db: Database, login: string, clock = Date.now): Promise<void> {
  const id = await userIdOf(db, login)
  await transact(db, async (tx) => {
    await tx
      .updateTable('accounts')
      .set({ disabled_at: new Date(clock()) })
      .where('user_id', '=', id)
      .execute()
    await audit(tx, { action: 'user-disabled', entity: id })
    await publish(tx, 'users', id, { inactive: true }, clock())
  })
}

/**
 * Lets a disabled user sign in again, with the password from before. Every token from before the account was disabled
 * ends: nobody knows any more who holds them, and a sign-in shows it. What the user's devices hold unsent stays on
 * them and goes up after it. Devices that were revoked stay so.
 * @returns whether the account was disabled; nothing changes when it was not
 * @throws AdministrationError when nobody has the login
 */
export async function enableUser(db: Database, login: string, clock = Date.now): Promise<boolean> {
  const id = await userIdOf(db, login)
  return transact(db, async (tx) => {
    const enabled = await tx
      .updateTable('accounts')
      .set({ disabled_at: null })
      .where('user_id', '=', id)
      .where('disabled_at', 'is not', null)
      .returning('user_id')
      .executeTakeFirst()
    if (!enabled) return false
    await tx.updateTable('devices').set({ token_hash: null }).where('user_id', '=', id).execute()
    await audit(tx, { action: 'user-enabled', entity: id })
    await publish(tx, 'users', id, { inactive: false }, clock())
    return true
  })
}

/** Sets a new password and ends the user's sessions. @returns the password. */
export async function setPassword(db: Database, login: string, given?: string): Promise<string> {
  const id = await userIdOf(db, login)
  const password = given ?? randomPassword()
  const password_hash = await hashOf(password)
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('accounts')
      .set({ password_hash, failed_attempts: 0, last_failed_at: null })
      .where('user_id', '=', id)
      .execute()
    await tx.updateTable('devices').set({ token_hash: null }).where('user_id', '=', id).execute()
    await audit(tx, { action: 'password-set', entity: id })
  })
  return password
}

async function hashOf(password: string): Promise<string> {
  if (Array.from(password).length < shortestPassword)
    throw new AdministrationError(`A password has at least ${shortestPassword} characters.`)
  return hashPassword(password)
}

async function userIdOf(db: Database, login: string): Promise<string> {
  const account = await db
    .selectFrom('accounts')
    .select('user_id')
    .where(sql`lower(login)`, '=', login.toLowerCase())
    .executeTakeFirst()
  if (!account) throw new AdministrationError(`There is no user with the login "${login}". See: user list`)
  return account.user_id
}
