import type { Badge } from '#shared/domain/enterprises.ts'
import { useEnums } from '../../lib/enums.ts'
import { badgeText } from './badge-text.ts'
import styles from './enterprises.module.css'

/** The badges of an enterprise: short in tables, with year, rank, level and category on its page. */
export function BadgeTags({
  badges,
  short = false,
}: {
  readonly badges: readonly Badge[]
  readonly short?: boolean
}) {
  const { label } = useEnums()
  return (
    <span className={short ? `${styles.badges} ${styles.short}` : styles.badges}>
      {badges.map((badge) => {
        const whole = badgeText(badge)
        return (
          <span key={whole} className="op-tag" title={whole}>
            {short
              ? [label('badgeTypes', badge.type), badge.listYear, badge.rank && `#${badge.rank}`]
                  .filter(Boolean)
                  .join(' ')
              : whole}
          </span>
        )
      })}
    </span>
  )
}
