import { quarterOf, type TargetList } from '#shared/domain/target-lists.ts'
import { i18n } from '../../lib/i18n.ts'

/** `2026 年第 3 季度 第 1 版`: how a version is called beside others. */
export function listName(list: Pick<TargetList, 'quarterFrom' | 'version'>): string {
  const quarter = i18n.t('targetLists:quarter', quarterOf(list.quarterFrom))
  return `${quarter} ${i18n.t('targetLists:version', { version: list.version })}`
}
