import { Select } from 'antd'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Position } from '#shared/contract/negotiations.ts'
import { type PositionField, positionFields } from '#shared/domain/negotiations.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { GrowingText } from '../../components/GrowingText.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { focusNext, focusTopic } from './ledger-keys.ts'
import styles from './negotiations.module.css'
import { type PlaceInLedger, usePosition } from './use-position.ts'

interface Props {
  readonly position: Position | undefined
  readonly place: PlaceInLedger
  /** `电价，第 2 轮`: what screen readers say before the field's name. */
  readonly label: string
}

/** Their ask, our offer, the gap, who decides and the state of one topic in one round, edited in place. */
export function PositionCell({ position, place, label }: Props) {
  const { t } = useTranslation('negotiations')
  const { options } = useEnums()
  const { said, type, commit, revert, error } = usePosition(position, place)
  const isChanged = (field: PositionField) => position?.changed.includes(field) ?? false
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey) {
      event.preventDefault()
      commit()
      focusNext(event.currentTarget)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      revert()
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      focusTopic(event.currentTarget, event.key === 'ArrowUp' ? -1 : 1)
    }
  }
  return (
    <div className={styles.cell}>
      {positionFields.map((field) => (
        <div key={field} className={styles.line} data-changed={isChanged(field) || undefined}>
          <span className={styles.name}>
            {t(`field.${field}`)}
            {isChanged(field) && (
              <>
                <span className={styles.moved} aria-hidden>
                  ●
                </span>
                <span className="op-unseen">{t('changed')}</span>
              </>
            )}
          </span>
          {field === 'state' ? (
            <Select
              size="small"
              variant="borderless"
              className={styles.state ?? ''}
              aria-label={`${label} ${t('field.state')}`}
              value={said.state}
              options={options('negotiationStates')}
              onChange={(value) => {
                type('state', value)
                commit()
              }}
            />
          ) : (
            <GrowingText
              variant="borderless"
              minRows={1}
              maxRows={6}
              className={styles.text ?? ''}
              aria-label={`${label} ${t(`field.${field}`)}`}
              data-field={field}
              value={said[field] ?? ''}
              maxLength={field === 'gap' ? 500 : field === 'decider' ? 100 : 1000}
              onChange={(event) => type(field, event.target.value)}
              onBlur={commit}
              onKeyDown={onKeyDown}
            />
          )}
        </div>
      ))}
      <ErrorNotice error={error} />
      {position && (
        <div className={styles.foot}>
          <span className="op-clip">{position.authorName}</span>
          {position.safety === 'conflict' ? (
            <Link to="/sync" className="op-tag op-tag-late">
              {t('conflict')}
            </Link>
          ) : (
            <SafetyTag safety={position.safety} compact />
          )}
        </div>
      )}
    </div>
  )
}
