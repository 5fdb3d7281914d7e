import type { Draft } from '#shared/contract/drafts.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** Every draft, the one touched last first. */
export async function allDrafts(db: Reader): Promise<Draft[]> {
  const rows = await db.selectFrom('drafts').selectAll().orderBy('updatedAt', 'desc').execute()
  return rows.map(draftOf)
}

/** The draft of one form, or undefined. */
export async function findDraft(db: Reader, key: string): Promise<Draft | undefined> {
  const row = await db.selectFrom('drafts').selectAll().where('key', '=', key).executeTakeFirst()
  return row && draftOf(row)
}

/** Keeps a form's content in place of its earlier draft. */
export async function putDraft(tx: Writer, { key, body, updatedAt }: Draft): Promise<void> {
  const content = { body: JSON.stringify(body), updatedAt }
  await tx
    .insertInto('drafts')
    .values({ key, ...content })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(content))
    .execute()
}

/** Forgets a form's draft. */
export async function removeDraft(tx: Writer, key: string): Promise<void> {
  await tx.deleteFrom('drafts').where('key', '=', key).execute()
}

function draftOf(row: { key: string; body: string; updatedAt: string }): Draft {
  return { key: row.key, body: JSON.parse(row.body), updatedAt: row.updatedAt }
}
