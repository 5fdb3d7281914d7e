import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { badgeTypes } from '#shared/domain/enumerations.ts'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import type { SectionProps } from './BasicsSection.tsx'
import styles from './enterprises.module.css'

/** The lists an enterprise stands on: each with year, rank, level and category. */
export function BadgesSection({ control }: SectionProps) {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const badges = useFieldArray({ control, name: 'badges' })
  const add = () => {
    const taken = new Set(badges.fields.map(({ type }) => type))
    const type = badgeTypes.find((each) => !taken.has(each)) ?? 'hi_tech'
    badges.append({ type, listYear: null, rank: null, level: null, category: null })
  }
  return (
    <FormSection title={t('form.badges')} fields={['badges']}>
      <Wide>
        {badges.fields.map((row, index) => (
          <fieldset
            key={row.id}
            className={styles.badgeRow}
            aria-label={t('badge.row', { number: index + 1 })}
          >
            <SelectField
              control={control}
              name={`badges.${index}.type`}
              label={t('badge.type')}
              options={options('badgeTypes')}
            />
            <NumberField control={control} name={`badges.${index}.listYear`} label={t('badge.listYear')} />
            <NumberField control={control} name={`badges.${index}.rank`} label={t('badge.rank')} />
            <TextField
              control={control}
              name={`badges.${index}.level`}
              label={t('badge.level')}
              list={[t('badge.levels.national'), t('badge.levels.provincial'), t('badge.levels.municipal')]}
            />
            <TextField control={control} name={`badges.${index}.category`} label={t('badge.category')} />
            <Button
              type="text"
              aria-label={t('badge.remove')}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => badges.remove(index)}
            />
          </fieldset>
        ))}
        <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
          {t('badge.add')}
        </Button>
      </Wide>
    </FormSection>
  )
}
