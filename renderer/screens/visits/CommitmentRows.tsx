import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useAccountStatus } from '../../lib/account.ts'
import { newId } from '../../lib/ids.ts'
import { InlineRow } from './InlineRow.tsx'
import type { VisitFormApi } from './VisitFields.tsx'

/** 承诺 made in the visit. One without a policy behind it is pointed out, never refused. */
export function CommitmentRows({ form }: { readonly form: VisitFormApi }) {
  const { t } = useTranslation('visits')
  const { account } = useAccountStatus()
  const { control } = form
  const { fields, append, remove } = useFieldArray({ control, name: 'commitments', keyName: 'key' })
  return (
    <div className="op-rows">
      {fields.map((row, index) => (
        <InlineRow
          key={row.key}
          title={t('commitment.title', { number: index + 1 })}
          onRemove={() => remove(index)}
        >
          <TextField
            control={control}
            name={`commitments.${index}.content`}
            label={t('commitment.content')}
            autoFocus
          />
          <div className="op-three">
            <TextField
              control={control}
              name={`commitments.${index}.madeBy`}
              label={t('commitment.madeBy')}
            />
            <TextField
              control={control}
              name={`commitments.${index}.responsible`}
              label={t('commitment.responsible')}
            />
            <DateField control={control} name={`commitments.${index}.dueOn`} label={t('commitment.dueOn')} />
          </div>
          <TextField
            control={control}
            name={`commitments.${index}.basisPolicy`}
            label={t('commitment.basisPolicy')}
            hint={form.watch(`commitments.${index}.basisPolicy`) ? undefined : t('commitment.no-basis')}
          />
        </InlineRow>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() =>
          append(
            {
              id: newId(),
              content: '',
              madeBy: account.userName,
              basisPolicy: null,
              responsible: null,
              dueOn: null,
            },
            { shouldFocus: false },
          )
        }
      >
        {t('commitment.add')}
      </Button>
    </div>
  )
}
