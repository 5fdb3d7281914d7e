import { sql } from 'kysely'
import { v7 } from 'uuid'
import { policies } from '#shared/domain/policies.ts'
import { audit } from '../accounts/audit.ts'
import type { Database } from '../database/open-database.ts'
import { transact } from '../database/transaction.ts'
import { AdministrationError, publish } from './publish.ts'
import { listUnits } from './units.ts'

/** How many policies were new, and how many took the place of an earlier text. */
export interface Published {
  readonly added: number
  readonly changed: number
}

/**
 * Publishes policies to everybody in the organisation. One with the number (or, without a number, the title) of a
 * known policy takes its place. All of them are checked before the first is written.
 * @throws AdministrationError naming the policy and the field that is wrong
 */
export async function publishPolicies(
  db: Database,
  entries: readonly Readonly<Record<string, unknown>>[],
  clock = Date.now,
): Promise<Published> {
  if (entries.length === 0) throw new AdministrationError('There is no policy in the file.')
  const checked = entries.map((entry, index) => {
    const unknown = Object.keys(entry).find((name) => !Object.hasOwn(policies.fields, name))
    if (unknown !== undefined)
      throw new AdministrationError(`Policy ${index + 1}: there is no field ${unknown}.`)
    const { data, error } = policies.draft.safeParse(entry)
    if (data) return data
    const [issue] = error.issues
    throw new AdministrationError(`Policy ${index + 1}: ${issue?.path.join('.')}: ${issue?.message}`)
  })
  const markOf = ({ docNo, title }: { readonly docNo: string | null; readonly title: string }) =>
    docNo === null ? `title ${title}` : `number ${docNo}`
  const marks = checked.map(markOf)
  const twice = marks.find((mark, index) => marks.indexOf(mark) !== index)
  if (twice !== undefined) throw new AdministrationError(`There are two policies with the ${twice}.`)
  const { rows } = await sql<{ id: string; title: string; docNo: string | null }>`
    select id, data->>'title' as title, data->>'docNo' as "docNo" from records
    where table_name = 'policies' and life <> 'deleted'`.execute(db)
  const known = new Map(rows.map((row) => [markOf(row), row.id]))
  const [top] = (await listUnits(db)).filter(({ parentId }) => parentId === null)
  if (!top) throw new AdministrationError('There is no unit yet. See: unit add')
  for (const policy of checked) {
    const id = known.get(markOf(policy)) ?? v7()
    await transact(db, async (tx) => {
      await audit(tx, { action: 'policy-published', entity: id })
      await publish(tx, 'policies', id, { ...policy, unitId: top.id }, clock())
    })
  }
  const changed = marks.filter((mark) => known.has(mark)).length
  return { added: checked.length - changed, changed }
}
