import { v7 } from 'uuid'
import { createUnit, setOrganisationName } from '../../server/administration/units.ts'
import { createUser } from '../../server/administration/users.ts'
import { createServer } from '../../server/app.ts'
import type { App } from '../../server/routes/context.ts'
import { freshDatabase } from './server-database.ts'
import { samplePassword, startOfTest } from './server-organisation.ts'

/** Ids that stand in signed texts and so cannot be replaced when a recording is played. */
export interface OfficeIds {
  readonly bureau: string
  readonly zone: string
  readonly liaison: string
  readonly jia: string
  readonly yi: string
  readonly bing: string
}

export const newOfficeIds = (): OfficeIds => ({
  ...{ bureau: v7(), zone: v7(), liaison: v7() },
  ...{ jia: v7(), yi: v7(), bing: v7() },
})

export interface WireOffice {
  readonly app: App
  readonly time: { now: number }
  readonly stop: () => Promise<void>
}

/** A server whose units and users have the given ids, with nothing else in it. */
export async function wireOffice(ids: OfficeIds): Promise<WireOffice> {
  const database = await freshDatabase()
  const { db } = database
  const time = { now: startOfTest }
  const clock = () => time.now
  await setOrganisationName(db, '样例市招商局')
  const { bureau: id } = ids
  await createUnit(db, { id, name: '样例市招商局', kind: 'department' }, clock)
  const child = { kind: 'development_zone', parentId: id }
  await createUnit(db, { ...child, id: ids.zone, name: '样例开发区' }, clock)
  await createUnit(db, { ...child, id: ids.liaison, name: '样例驻外办' }, clock)
  const people = [
    { login: 'jia', name: '样例甲', unitId: ids.bureau, role: 'team_lead' },
    { login: 'yi', name: '样例乙', unitId: ids.liaison, role: 'field' },
    { login: 'bing', name: '样例丙', unitId: ids.zone, role: 'field' },
  ] as const
  for (const person of people)
    await createUser(db, { ...person, id: ids[person.login], password: samplePassword }, clock)
  const app = await createServer({ database: db, clock })
  return {
    app,
    time,
    stop: async () => {
      await app.close()
      await database.close()
    },
  }
}
