import type { PlannedRow } from '#shared/domain/import/plan.ts'

/** One record that a row makes or changes. */
export interface RowWrite {
  readonly table: 'enterprises' | 'contacts' | 'contactPosts' | 'visits'
  readonly id: string
  readonly values: Readonly<Record<string, unknown>>
  /** `fill`: only what is still empty when it is written; `set`: whatever stands there. */
  readonly how: 'new' | 'fill' | 'set'
}

export interface RowWrites {
  readonly line: number
  readonly writes: readonly RowWrite[]
  readonly created: boolean
  readonly updated: boolean
}

/**
 * The records of one row.
 * @param made ids of the enterprises by the line that made them; added to
 */
export function writesOf(
  row: PlannedRow,
  made: Map<number, string>,
  importBatchId: string,
  newId: () => string,
): RowWrites {
  const { reading, verdict, enterprise, fill, contact, contactFill, visit } = row
  const origin = { origin: 'import', importBatchId } as const
  const writes: RowWrite[] = []
  const joined =
    enterprise?.kind === 'known' ? enterprise.id : enterprise ? made.get(enterprise.line) : undefined
  const isNew = joined === undefined && reading.name !== null
  const enterpriseId = joined ?? (isNew ? newId() : null)
  if (isNew && enterpriseId) {
    made.set(reading.line, enterpriseId)
    const values = { ...fill, name: reading.name, ...origin }
    writes.push({ table: 'enterprises', id: enterpriseId, values, how: 'new' })
  } else if (enterpriseId && Object.keys(fill).length > 0)
    writes.push({
      table: 'enterprises',
      id: enterpriseId,
      values: fill,
      how: verdict === 'update' ? 'set' : 'fill',
    })
  if (contact) {
    const { title, phones, ...person } = contact
    const contactId = newId()
    const source = visit || enterpriseId ? {} : sourceOf(row)
    writes.push({
      table: 'contacts',
      id: contactId,
      values: { ...person, phones: [...phones], ...source, ...origin },
      how: 'new',
    })
    if (enterpriseId)
      writes.push({
        table: 'contactPosts',
        id: newId(),
        values: { contactId, enterpriseId, title, ...origin },
        how: 'new',
      })
  }
  if (contactFill)
    writes.push({ table: 'contacts', id: contactFill.id, values: contactFill.values, how: 'fill' })
  if (visit && enterpriseId)
    writes.push({
      ...{ table: 'visits', id: newId(), how: 'new' },
      values: { ...visit, ...sourceOf(row), enterpriseId, confidentiality: 'internal', ...origin },
    })
  return { line: reading.line, writes, created: isNew, updated: !isNew && writes.length > 0 }
}

function sourceOf({ reading: { source } }: PlannedRow) {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null))
}
