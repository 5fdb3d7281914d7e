import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateField } from '../../components/fields/DateField.tsx'
import { EnterpriseField } from '../../components/fields/EnterpriseField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { TimeField } from '../../components/fields/TimeField.tsx'
import styles from './trips.module.css'
import { useTripForm } from './use-trip-form.ts'

/** One activity: when, what, where, with whom. Choosing an enterprise words the activity when it is still empty. */
export function LegFields({
  index,
  label,
  withDate = false,
  onRemove,
}: {
  readonly index: number
  readonly label?: string
  /** Shows the day too, for an activity outside the trip's dates. */
  readonly withDate?: boolean
  readonly onRemove: () => void
}) {
  const { t } = useTranslation('trips')
  const { control, getValues, setValue } = useTripForm()
  const at = <K extends string>(field: K) => `legs.${index}.${field}` as const
  const wordActivity = (name: string) => {
    if (getValues(at('activity')).trim() === '')
      setValue(at('activity'), t('leg.visit', { name }), { shouldDirty: true, shouldValidate: true })
  }
  return (
    <fieldset className={styles.leg} aria-label={label}>
      {withDate && <DateField control={control} name={at('date')} label={t('field.startOn')} />}
      <div className={styles.legLine}>
        <TimeField control={control} name={at('startTime')} label={t('leg.startTime')} />
        <TextField control={control} name={at('activity')} label={t('leg.activity')} required />
        <EnterpriseField
          control={control}
          name={at('enterpriseId')}
          label={t('leg.enterprise')}
          none={null}
          onPicked={({ name }) => wordActivity(name)}
        />
        <Button
          type="text"
          aria-label={t('leg.remove')}
          icon={<DeleteOutlined aria-hidden />}
          onClick={onRemove}
        />
      </div>
      <div className={styles.legMore}>
        <TextField control={control} name={at('place')} label={t('leg.place')} />
        <TextField control={control} name={at('counterpart')} label={t('leg.counterpart')} />
        <TextField control={control} name={at('participants')} label={t('leg.participants')} />
        <TextField control={control} name={at('transport')} label={t('leg.transport')} />
        <TextField control={control} name={at('remarks')} label={t('leg.remarks')} />
      </div>
    </fieldset>
  )
}
