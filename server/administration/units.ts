import { sql } from 'kysely'
import { v7 } from 'uuid'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { isUuid } from '../sync/rights.ts'
import { AdministrationError, publish } from './publish.ts'

export interface NewUnit {
  /** The id that devices and records know the unit by, after a server was set up anew; made up unless given. */
  readonly id?: string
  readonly name: string
  /** One of `unitKinds`. */
  readonly kind: string
  readonly parentId?: string | null
  readonly shortName?: string | null
  /** 行政区划代码, six digits. */
  readonly divisionCode?: string | null
  readonly rankOrder?: number | null
}

export interface UnitRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly parentId: string | null
}

/** Creates a unit of the organisation's tree. @returns its id. @throws AdministrationError on a bad value. */
export async function createUnit(db: Database, unit: NewUnit, clock = Date.now): Promise<string> {
  const id = unit.id ?? v7()
  if (!isUuid(id))
    throw new AdministrationError(
      `"${id}" is no id of a unit: those look like 019c0f6e-1c2b-7000-8000-0123456789ab.`,
    )
  if ((await listUnits(db)).some((known) => known.id === id))
    throw new AdministrationError(`There is a unit with the id "${id}" already. See: unit list`)
  if (unit.parentId) await findUnit(db, unit.parentId)
  await transact(db, async (tx) => {
    await audit(tx, { action: 'unit-created', entity: id })
    await publish(
      tx,
      'units',
      id,
      {
        name: unit.name,
        kind: unit.kind,
        parentId: unit.parentId ?? null,
        shortName: unit.shortName ?? null,
        divisionCode: unit.divisionCode ?? null,
        rankOrder: unit.rankOrder ?? null,
      },
      clock(),
    )
  })
  return id
}

/** Every unit, parents before their children where they were made in that order. */
export async function listUnits(db: Database): Promise<UnitRow[]> {
  const { rows } = await sql<UnitRow>`
    select id, data->>'name' as name, data->>'kind' as kind, data->>'parentId' as "parentId"
    from records where table_name = 'units' and life <> 'deleted' order by id`.execute(db)
  return rows
}

/** The unit of an id or a name. @throws AdministrationError when there is none or more than one. */
export async function findUnit(db: Database, nameOrId: string): Promise<UnitRow> {
  const found = (await listUnits(db)).filter(({ id, name }) => id === nameOrId || name === nameOrId)
  const [unit, another] = found
  if (!unit) throw new AdministrationError(`There is no unit "${nameOrId}". See: unit list`)
  if (another) throw new AdministrationError(`Several units are called "${nameOrId}". Give the id: unit list`)
  return unit
}

/** Sets the name of the organisation that devices show after sign-in. */
export async function setOrganisationName(db: Database, name: string): Promise<void> {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 100)
    throw new AdministrationError('The name must have 1 to 100 characters.')
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('organisation').set({ name: trimmed }).execute()
    await audit(tx, { action: 'organisation-named' })
  })
}

/** Sets after how many days without the server a device lets nobody write. */
export async function setLeaseDays(db: Database, days: number): Promise<void> {
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new AdministrationError('--lease-days is a whole number from 1 to 365.')
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('organisation').set({ lease_days: days }).execute()
    await audit(tx, { action: 'lease-set', detail: { days } })
  })
}
