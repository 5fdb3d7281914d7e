import type { UnitRow, UserRow } from '#shared/contract/people.ts'
import type { Unit } from '#shared/domain/units.ts'
import type { User } from '#shared/domain/users.ts'
import type { Reader } from '../database/schema.ts'

/** Units of the organisation in rank order. */
export async function allUnits(db: Reader): Promise<Unit[]> {
  return db
    .selectFrom('units')
    .selectAll()
    .orderBy('rankOrder', (order) => order.asc().nullsLast())
    .orderBy('name')
    .execute()
}

/** What lists and menus show of the units. */
export async function unitRows(db: Reader): Promise<UnitRow[]> {
  return db
    .selectFrom('units')
    .select(['id', 'name', 'shortName', 'kind', 'parentId'])
    .orderBy('rankOrder', (order) => order.asc().nullsLast())
    .orderBy('name')
    .execute()
}

/** What a unit is called, undefined for one that is not known here. */
export async function unitNameOf(db: Reader, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('units').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name
}

/** All users, those that left too: old records name them. */
export async function allUsers(db: Reader): Promise<User[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .orderBy('rankOrder', (order) => order.asc().nullsLast())
    .orderBy('name')
    .execute()
}

/** Active users in rank order with the name of their unit. */
export async function activeUserRows(db: Reader): Promise<UserRow[]> {
  return db
    .selectFrom('users')
    .leftJoin('units', 'units.id', 'users.unitId')
    .select([
      'users.id',
      'users.name',
      'users.post',
      'users.unitId',
      'units.name as unitName',
      'users.role',
      'users.phone',
      'users.rankOrder',
    ])
    .where((eb) => eb.or([eb('users.inactive', 'is', null), eb('users.inactive', '=', false)]))
    .orderBy('users.rankOrder', (order) => order.asc().nullsLast())
    .orderBy('users.name')
    .execute()
}
