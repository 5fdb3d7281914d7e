import type { Clearance } from '#shared/contract/sync.ts'
import { i18n } from '../../lib/i18n.ts'
import { listText } from './field-text.ts'

type Kept = Pick<Clearance, 'kept'>

/** How many of colleagues' records a server that was set back lacks. */
export const keptSum = ({ kept }: Kept): number => kept.reduce((sum, { count }) => sum + count, 0)

/** By whom they are: `样例甲 3 条、样例丁 1 条。` */
export function keptByMaker({ kept }: Kept): string {
  const parts = kept.map(({ author, count }) =>
    i18n.t('sync:clearance.keptOf', { name: author ?? i18n.t('sync:carried.unknown'), count }),
  )
  return i18n.t('sync:clearance.keptBy', { list: listText(parts) })
}
