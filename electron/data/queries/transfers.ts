import type { EnterpriseTransfer } from '#shared/contract/enterprises.ts'
import { Transfer, transferField } from '#shared/domain/transfers.ts'
import { valuesOf } from '#shared/sync/merge.ts'
import type { Reader } from '../database/schema.ts'
import { loadState } from '../record/load-state.ts'
import { userNames } from './sync.ts'

/** The last request to hand an enterprise to another unit; null when there was none, or none this version knows. */
export async function transferOf(db: Reader, id: string): Promise<EnterpriseTransfer | null> {
  const { data } = Transfer.safeParse(valuesOf(await loadState(db, 'enterprises', id))[transferField])
  if (!data) return null
  const { fromUnitId: _, requestedBy, ...shown } = data
  const unit = await db.selectFrom('units').select('name').where('id', '=', data.toUnitId).executeTakeFirst()
  const names = await userNames(db, [requestedBy])
  return { ...shown, toUnitName: unit?.name ?? null, requestedByName: names.get(requestedBy) ?? null }
}
