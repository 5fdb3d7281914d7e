import type { Reader } from '../database/schema.ts'
import { contactsAtEnterprises, contactsOfPosts } from '../queries/contacts.ts'
import { projectsOfEnterprises } from '../queries/projects.ts'
import { visitsToEnterprises } from '../queries/visits.ts'
import { find, type Wanted } from './find.ts'

/** Records that say what was typed above a list. */
export interface Saying {
  readonly ids: readonly string[]
  /** Others say it too: a list of so many is narrowed, not read. */
  readonly more: boolean
}

/** As many as a list takes up for a text; who sees so many types another character. */
const most = 1000
/** Enterprises whose people or visits are listed for a text. */
const mostEnterprises = 200

/** Looks everywhere. */
export const unlimited: Omit<Wanted, 'text' | 'tables' | 'limit'> = {
  region: null,
  chain: null,
  unitId: null,
  author: null,
  fromDay: null,
  toDay: null,
  ownUnitId: null,
}

/** Enterprises that say what was typed; null for nothing typed. */
export async function enterprisesSaying(db: Reader, text: string): Promise<Saying | null> {
  return text.trim() === '' ? null : saying(db, 'enterprises', text, most)
}

/** People that say what was typed, in their post or in the name of their enterprise too; null for nothing typed. */
export async function contactsSaying(db: Reader, text: string): Promise<Saying | null> {
  if (text.trim() === '') return null
  const people = await saying(db, 'contacts', text, most)
  const posts = await saying(db, 'contactPosts', text, most)
  const firms = await saying(db, 'enterprises', text, mostEnterprises)
  return united(people, [
    { ids: await contactsOfPosts(db, posts.ids), more: posts.more },
    { ids: await contactsAtEnterprises(db, firms.ids), more: firms.more },
  ])
}

/** Visits that say what was typed, in the name of the enterprise too; null for nothing typed. */
export async function visitsSaying(db: Reader, text: string): Promise<Saying | null> {
  if (text.trim() === '') return null
  const visits = await saying(db, 'visits', text, most)
  const firms = await saying(db, 'enterprises', text, mostEnterprises)
  return united(visits, [{ ids: await visitsToEnterprises(db, firms.ids), more: firms.more }])
}

/** Projects that say what was typed, in the name of their investor too; null for nothing typed. */
export async function projectsSaying(db: Reader, text: string): Promise<Saying | null> {
  if (text.trim() === '') return null
  const named = await saying(db, 'projects', text, most)
  const firms = await saying(db, 'enterprises', text, mostEnterprises)
  return united(named, [{ ids: await projectsOfEnterprises(db, firms.ids), more: firms.more }])
}

/** Policies that say what was typed; null for nothing typed. */
export async function policiesSaying(db: Reader, text: string): Promise<Saying | null> {
  return text.trim() === '' ? null : saying(db, 'policies', text, most)
}

async function saying(db: Reader, table: string, text: string, limit: number): Promise<Saying> {
  const [found] = await find(db, { ...unlimited, text, tables: [table], limit })
  if (!found) return { ids: [], more: false }
  return { ids: found.hits.map(({ record: { id } }) => id), more: found.more || found.givenUp }
}

function united(first: Saying, others: readonly Saying[]): Saying {
  const all = [first, ...others]
  return {
    ids: [...new Set(all.flatMap(({ ids }) => ids))],
    more: all.some(({ more }) => more),
  }
}
