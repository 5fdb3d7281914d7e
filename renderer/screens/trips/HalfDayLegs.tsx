import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { HalfDay } from '#shared/domain/enumerations.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { LegFields } from './LegFields.tsx'
import styles from './trips.module.css'

/** What is planned for one half day, with a button for more. */
export function HalfDayLegs({
  day,
  half,
  rows,
  onAdd,
  onRemove,
}: {
  readonly day: CalendarDate
  readonly half: HalfDay
  /** Places of the half day's activities in the form's list. */
  readonly rows: readonly { readonly key: string; readonly index: number }[]
  readonly onAdd: () => void
  readonly onRemove: (index: number) => void
}) {
  const { t } = useTranslation('trips')
  const { label } = useEnums()
  const halfLabel = label('halfDays', half)
  return (
    <div className={styles.half}>
      <span className="op-meta">{halfLabel}</span>
      <div>
        {rows.map(({ key, index }, position) => (
          <LegFields
            key={key}
            index={index}
            label={t('leg.row', { day: formatDay(day), half: halfLabel, number: position + 1 })}
            onRemove={() => onRemove(index)}
          />
        ))}
        <Button
          type="dashed"
          size="small"
          aria-label={t('leg.addAt', { day: formatDay(day), half: halfLabel })}
          icon={<PlusOutlined aria-hidden />}
          onClick={onAdd}
        >
          {t('leg.add')}
        </Button>
      </div>
    </div>
  )
}
