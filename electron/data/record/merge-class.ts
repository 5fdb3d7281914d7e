import { AppError } from '#shared/contract/errors.ts'
import { entityOf } from '#shared/domain/entities.ts'
import type { RecordState } from '#shared/sync/merge.ts'
import type { Op } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import { roleOf } from '../queries/account.ts'

/**
 * Holds a local write to the class of its table (domain brief 4.6), as the server will: what the server publishes
 * or decides is not written here, and a record that its author alone writes by nobody else.
 * @throws AppError record/published, record/not-yours
 */
export function refuseUnlessOurs(
  op: Pick<Op, 'table' | 'kind' | 'fields' | 'author'>,
  before: RecordState,
): void {
  const entity = entityOf(op.table)
  const exists = Object.keys(before).length > 0
  if (!entity) return
  if (entity.mergeClass === 'published' || entity.mergeClass === 'server')
    throw new AppError('record/published')
  if (exists && entity.mergeClass === 'author' && before.createdBy?.heads[0]?.v !== op.author)
    throw new AppError('record/not-yours')
  const decided = entity.serverDecided.some((field) => Object.hasOwn(op.fields, field))
  if (exists && decided && op.kind !== 'request') throw new AppError('record/published')
}

/**
 * Holds a local write to the roles that keep its table, as the server will.
 * @throws AppError record/other-role
 */
export async function refuseUnlessRole(
  db: Reader,
  { table, author }: Pick<Op, 'table' | 'author'>,
): Promise<void> {
  const writers = entityOf(table)?.writers ?? null
  if (writers !== null && !writers.includes(await roleOf(db, author))) throw new AppError('record/other-role')
}
