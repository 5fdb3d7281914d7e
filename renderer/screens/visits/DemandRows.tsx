import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { demandCategories } from '#shared/domain/enumerations.ts'
import { DateField } from '../../components/fields/DateField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { newId } from '../../lib/ids.ts'
import { InlineRow } from './InlineRow.tsx'
import type { VisitFormApi } from './VisitFields.tsx'

/** 诉求 said in the visit, a small row each. */
export function DemandRows({ form }: { readonly form: VisitFormApi }) {
  const { t } = useTranslation(['visits', 'enums'])
  const { control } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'demands', keyName: 'key' })
  return (
    <div className="op-rows">
      {fields.map((row, index) => (
        <InlineRow
          key={row.key}
          title={t('demand.title', { number: index + 1 })}
          onRemove={() => remove(index)}
        >
          <TextField
            control={control}
            name={`demands.${index}.content`}
            label={t('demand.content')}
            autoFocus
          />
          <div className="op-three">
            <SelectField
              control={control}
              name={`demands.${index}.category`}
              label={t('demand.category')}
              options={demandCategories.map((value) => ({
                value,
                label: t(`enums:demandCategories.${value}`),
              }))}
            />
            <TextField
              control={control}
              name={`demands.${index}.responsible`}
              label={t('demand.responsible')}
            />
            <DateField control={control} name={`demands.${index}.dueOn`} label={t('demand.dueOn')} />
          </div>
        </InlineRow>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() =>
          append(
            { id: newId(), content: '', category: 'other', responsible: null, dueOn: null },
            { shouldFocus: false },
          )
        }
      >
        {t('demand.add')}
      </Button>
    </div>
  )
}
