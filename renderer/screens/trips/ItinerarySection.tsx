import { useFieldArray, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { addDays, type CalendarDate, eachDay, isCalendarDate } from '#shared/domain/calendar.ts'
import { type HalfDay, halfDays } from '#shared/domain/enumerations.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { formatDay } from '../../lib/format.ts'
import { HalfDayLegs } from './HalfDayLegs.tsx'
import { LegFields } from './LegFields.tsx'
import { emptyLeg, type LegInput } from './trip-form.ts'
import styles from './trips.module.css'
import { useTripForm } from './use-trip-form.ts'

/** Longer trips are planned for their first days only. */
const mostDays = 62

/** The plan of every day by half days. */
export function ItinerarySection() {
  const { t } = useTranslation('trips')
  const { control } = useTripForm()
  const [startOn, endOn] = useWatch({ control, name: ['startOn', 'endOn'] })
  const legs = useFieldArray({ control, name: 'legs', keyName: 'rowKey' })
  const days = daysOf(startOn, endOn)
  const rowsAt = (fits: (leg: LegInput) => boolean) =>
    legs.fields.flatMap((leg, index) => (fits(leg) ? [{ key: leg.rowKey, index }] : []))
  const outside = rowsAt(({ date }) => !days.includes(date))
  return (
    <FormSection title={t('form.itinerary')} fields={['legs']}>
      <Wide>
        {days.length === 0 && <p className="op-meta">{t('form.noDates')}</p>}
        {days.map((day) => (
          <section key={day} className={styles.day} aria-label={formatDay(day)}>
            <h3>{formatDay(day)}</h3>
            <div>
              {halfDays.map((half: HalfDay) => (
                <HalfDayLegs
                  key={half}
                  day={day}
                  half={half}
                  rows={rowsAt((leg) => leg.date === day && leg.half === half)}
                  onAdd={() => legs.append(emptyLeg(day, half))}
                  onRemove={legs.remove}
                />
              ))}
            </div>
          </section>
        ))}
        {outside.length > 0 && (
          <section className={styles.day} aria-label={t('leg.outside')}>
            <h3 className="op-late">{t('leg.outside')}</h3>
            <div>
              {outside.map(({ key, index }) => (
                <LegFields key={key} index={index} withDate onRemove={() => legs.remove(index)} />
              ))}
            </div>
          </section>
        )}
      </Wide>
    </FormSection>
  )
}

function daysOf(startOn: string | undefined, endOn: string | undefined): CalendarDate[] {
  if (!startOn || !endOn || !isCalendarDate(startOn) || !isCalendarDate(endOn)) return []
  const last = addDays(startOn, mostDays - 1)
  return eachDay(startOn, endOn < last ? endOn : last)
}
