import type { Database } from '../database/open-database.ts'
import { AdministrationError } from './publish.ts'
import { createUnit, listUnits, setOrganisationName } from './units.ts'
import { type CreatedUser, createUser, type NewUser } from './users.ts'

export interface SampleOrganisation {
  readonly name: string
  readonly units: { readonly bureau: string; readonly zone: string; readonly liaison: string }
  /** In rank order; the first leads trips. */
  readonly users: readonly (CreatedUser & Pick<NewUser, 'name' | 'unitId' | 'role' | 'post'>)[]
}

const organisationName = '样例市招商局'

/**
 * Makes an organisation to try Outpost with: a bureau with a development zone and a liaison office below it, and
 * one user for each usual part. Every name says that it is a sample.
 * @param passwords by login, random where none is given.
 * @throws AdministrationError when there are units already.
 */
export async function createSampleOrganisation(
  db: Database,
  passwords: Readonly<Record<string, string>> = {},
  clock = Date.now,
): Promise<SampleOrganisation> {
  if ((await listUnits(db)).length > 0)
    throw new AdministrationError('There are units already; a sample is only made in an empty organisation.')
  await setOrganisationName(db, organisationName)
  const bureau = await createUnit(
    db,
    {
      name: organisationName,
      shortName: '市招商局',
      kind: 'department',
      rankOrder: 1,
    },
    clock,
  )
  const zone = await createUnit(
    db,
    {
      name: '样例经济开发区',
      shortName: '样例开发区',
      kind: 'development_zone',
      parentId: bureau,
      rankOrder: 2,
    },
    clock,
  )
  const liaison = await createUnit(
    db,
    {
      name: '样例市驻深圳办事处',
      shortName: '驻深圳办事处',
      kind: 'liaison_office',
      parentId: bureau,
      rankOrder: 3,
    },
    clock,
  )
  const people = [
    { login: 'jia', name: '样例甲', unitId: bureau, role: 'team_lead', post: '副局长' },
    // Keeps the industry chains, as only the bureau's own roles may.
    { login: 'gui', name: '样例癸', unitId: bureau, role: 'unit_admin', post: '产业链科科长' },
    { login: 'yi', name: '样例乙', unitId: liaison, role: 'field', post: '联络员' },
    { login: 'bing', name: '样例丙', unitId: zone, role: 'field', post: '招商专员' },
    { login: 'ding', name: '样例丁', unitId: bureau, role: 'trip_clerk', post: '科员' },
  ] as const
  const users: SampleOrganisation['users'][number][] = []
  for (const [index, person] of people.entries()) {
    const password = passwords[person.login]
    const created = await createUser(
      db,
      {
        ...person,
        rankOrder: index + 1,
        ...(password ? { password } : {}),
      },
      clock,
    )
    users.push({ ...created, name: person.name, unitId: person.unitId, role: person.role, post: person.post })
  }
  return { name: organisationName, units: { bureau, zone, liaison }, users }
}
