import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { type Control, useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import styles from './minutes.module.css'
import { emptyAgreed, emptyDemand, type MinutesInput, type MinutesOutput } from './minutes-form.ts'

interface Props {
  readonly control: Control<MinutesInput, unknown, MinutesOutput>
}

/** What they asked for and what we replied, a numbered row each; every row becomes a demand. */
export function DemandRows({ control }: Props) {
  const { t } = useTranslation('minutes')
  const { options } = useEnums()
  const rows = useFieldArray({ control, name: 'demands', keyName: 'rowKey' })
  return (
    <FormSection
      title={t('section.demands')}
      extra={<span className="op-meta">{t('hint.demands')}</span>}
      fields={['demands']}
    >
      <Wide>
        {rows.fields.map((row, index) => (
          <Row
            key={row.rowKey}
            number={index + 1}
            title={t('demand.row', { number: index + 1 })}
            taken={row.taken ?? false}
            onRemove={() => rows.remove(index)}
          >
            <TextAreaField
              control={control}
              name={`demands.${index}.content`}
              label={t('demand.content')}
              minRows={1}
            />
            <TextAreaField
              control={control}
              name={`demands.${index}.reply`}
              label={t('demand.reply')}
              minRows={1}
            />
            <div className={styles.task}>
              <SelectField
                control={control}
                name={`demands.${index}.category`}
                label={t('demand.category')}
                options={options('demandCategories')}
              />
              <TextField
                control={control}
                name={`demands.${index}.responsible`}
                label={t('task.responsible')}
              />
              <DateField control={control} name={`demands.${index}.dueOn`} label={t('task.dueOn')} />
            </div>
          </Row>
        ))}
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => rows.append(emptyDemand(), { focusName: `demands.${rows.fields.length}.content` })}
        >
          {t('demand.add')}
        </Button>
      </Wide>
    </FormSection>
  )
}

/** What was agreed, with who does it and by when; what our side takes on becomes a commitment. */
export function AgreedRows({ control }: Props) {
  const { t } = useTranslation('minutes')
  const { options } = useEnums()
  const rows = useFieldArray({ control, name: 'agreed', keyName: 'rowKey' })
  return (
    <FormSection
      title={t('section.agreed')}
      extra={<span className="op-meta">{t('hint.agreed')}</span>}
      fields={['agreed']}
    >
      <Wide>
        {rows.fields.map((row, index) => (
          <Row
            key={row.rowKey}
            number={index + 1}
            title={t('agreed.row', { number: index + 1 })}
            taken={row.taken ?? false}
            onRemove={() => rows.remove(index)}
          >
            <TextAreaField
              control={control}
              name={`agreed.${index}.content`}
              label={t('agreed.content')}
              minRows={1}
            />
            <div className={styles.task}>
              <ChoiceField
                control={control}
                name={`agreed.${index}.side`}
                label={t('agreed.side')}
                options={options('agreedSides')}
              />
              <TextField
                control={control}
                name={`agreed.${index}.responsible`}
                label={t('task.responsible')}
              />
              <DateField control={control} name={`agreed.${index}.dueOn`} label={t('task.dueOn')} />
            </div>
          </Row>
        ))}
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => rows.append(emptyAgreed(), { focusName: `agreed.${rows.fields.length}.content` })}
        >
          {t('agreed.add')}
        </Button>
      </Wide>
    </FormSection>
  )
}

function Row({
  number,
  title,
  taken,
  onRemove,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly taken: boolean
  readonly onRemove: () => void
  readonly children: ReactNode
}) {
  const { t } = useTranslation(['minutes', 'common'])
  return (
    <fieldset className={styles.row} aria-label={title}>
      <span className={styles.number}>{number}</span>
      <div className={styles.fields}>
        {children}
        {taken && <p className="op-meta">{t('taken')}</p>}
      </div>
      <Button
        type="text"
        size="small"
        aria-label={`${t('common:remove')} ${title}`}
        icon={<DeleteOutlined aria-hidden />}
        onClick={onRemove}
      />
    </fieldset>
  )
}
