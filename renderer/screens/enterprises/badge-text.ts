import type { Badge } from '#shared/domain/enterprises.ts'
import { i18n } from '../../lib/i18n.ts'

/** `民营500强 2025年 第312名`: a badge with what is known of it. */
export function badgeText(badge: Badge): string {
  return [
    i18n.t(`enums:badgeTypes.${badge.type}`),
    badge.listYear === null ? null : i18n.t('enterprises:badge.yearText', { year: badge.listYear }),
    badge.rank === null ? null : i18n.t('enterprises:badge.rankText', { rank: badge.rank }),
    badge.level,
    badge.category,
  ]
    .filter(Boolean)
    .join(' ')
}
