import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { CheckField } from '../../components/fields/CheckField.tsx'
import { EnterpriseField } from '../../components/fields/EnterpriseField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import type { SectionProps } from './BasicsSection.tsx'
import styles from './enterprises.module.css'

/** The group it belongs to, where it works, and which of our leaders keeps in touch. */
export function GroupSection({ control }: SectionProps) {
  const { t } = useTranslation('enterprises')
  const { options } = useEnums()
  const facets = useLiveQuery('enterprises.facets', {})
  const sites = useFieldArray({ control, name: 'sites' })
  return (
    <FormSection title={t('form.group')} fields={['liaisonLeader', 'parentId', 'isLocal', 'sites']}>
      <TextField
        control={control}
        name="liaisonLeader"
        label={t('field.liaisonLeader')}
        list={facets.data?.leaders ?? []}
      />
      <EnterpriseField control={control} name="parentId" label={t('field.parent')} none={null} />
      <CheckField control={control} name="isLocal" label={t('field.isLocal')} />
      <Wide>
        <h3 className={styles.sitesTitle}>{t('field.sites')}</h3>
        {sites.fields.map((row, index) => (
          <fieldset key={row.id} className={styles.siteRow} aria-label={t('site.row', { number: index + 1 })}>
            <TextField control={control} name={`sites.${index}.name`} label={t('site.name')} required />
            <SelectField
              control={control}
              name={`sites.${index}.kind`}
              label={t('site.kind')}
              options={options('siteKinds')}
            />
            <TextField control={control} name={`sites.${index}.city`} label={t('site.city')} />
            <TextField control={control} name={`sites.${index}.address`} label={t('site.address')} />
            <Button
              type="text"
              aria-label={t('site.remove')}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => sites.remove(index)}
            />
          </fieldset>
        ))}
        <Button
          icon={<PlusOutlined aria-hidden />}
          onClick={() => sites.append({ name: '', kind: 'factory', city: null, address: null })}
        >
          {t('site.add')}
        </Button>
      </Wide>
    </FormSection>
  )
}
