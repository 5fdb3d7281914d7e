import { useTranslation } from 'react-i18next'
import type { ProjectSummary } from '#shared/contract/projects.ts'
import { daysBetween } from '#shared/domain/calendar.ts'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { today } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatMoney } from '../../lib/format.ts'
import styles from './board.module.css'

interface Props {
  readonly card: ProjectSummary
  readonly isMarked: boolean
  readonly onOpen: () => void
}

/** A project on the board: what it is, what it comes to, how long it stands there, what it waits for. */
export function BoardCard({ card, isMarked, onOpen }: Props) {
  const { t } = useTranslation('projects')
  const { label } = useEnums()
  const { name, enterpriseName, totalInvest, stageSince, pendingStage, isKey, leadLeader } = card
  const facts = [
    totalInvest !== null && formatMoney(totalInvest),
    stageSince && t('list.days', { count: Math.max(0, daysBetween(stageSince, today())) }),
    leadLeader,
  ]
  return (
    <li
      data-card={card.id}
      className={isMarked ? `${styles.card} ${styles.marked}` : styles.card}
      draggable={pendingStage === null}
      onDragStart={(event) => event.dataTransfer.setData('text/plain', card.id)}
    >
      {/* One Tab stop for the whole board: the arrows walk over its cards. */}
      <button type="button" tabIndex={-1} className={styles.name} title={name} onClick={onOpen}>
        {name}
      </button>
      {enterpriseName && (
        <span className={`op-meta op-clip ${styles.firm}`} title={enterpriseName}>
          {enterpriseName}
        </span>
      )}
      <span className={`op-meta ${styles.facts}`}>
        {facts.map((fact) => fact && <span key={fact}>{fact}</span>)}
      </span>
      {(pendingStage || isKey || card.safety !== 'uploaded') && (
        <span className="op-row">
          {pendingStage && (
            <span className="op-tag op-tag-warn">
              {t('list.pending', { stage: label('projectStages', pendingStage) })}
            </span>
          )}
          {isKey && <span className="op-tag">{t('field.isKey')}</span>}
          {card.safety !== 'uploaded' && <SafetyTag safety={card.safety} compact />}
        </span>
      )}
    </li>
  )
}
