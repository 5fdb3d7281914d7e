import type { Badge } from '#shared/domain/enterprises.ts'
import { useEnums } from '../../lib/enums.ts'
import { badgeText } from './badge-text.ts'
import styles from './enterprises.module.css'

/** The badges of an enterprise with year, rank, level and category, as on its page. */
export function BadgeTags({ badges }: { readonly badges: readonly Badge[] }) {
  return (
    <span className={styles.badges}>
      {badges.map((badge) => {
        const whole = badgeText(badge)
        return (
          <span key={whole} className="op-tag">
            {whole}
          </span>
        )
      })}
    </span>
  )
}

/** In a table: the first badge in short and how many more there are; a pointer that rests on them is told all. */
export function FirstBadge({ badges }: { readonly badges: readonly Badge[] }) {
  const { label } = useEnums()
  const [first] = badges
  if (!first) return null
  const rank = first.rank && `#${first.rank}`
  return (
    <span className={styles.firstBadge} title={badges.map(badgeText).join('\n')}>
      <span className="op-tag">
        {[label('badgeTypes', first.type), first.listYear, rank].filter(Boolean).join(' ')}
      </span>
      {badges.length > 1 && <span className="op-meta">+{badges.length - 1}</span>}
    </span>
  )
}
