import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { useEnums } from '../../lib/enums.ts'
import { MemberNameField } from './MemberNameField.tsx'
import { emptyMember } from './trip-form.ts'
import styles from './trips.module.css'
import { useTripForm } from './use-trip-form.ts'

/** Who travels, in rank order. A user chosen by name brings unit, post, phone and rank along. */
export function MembersSection() {
  const { t } = useTranslation('trips')
  const { options } = useEnums()
  const { control } = useTripForm()
  const members = useFieldArray({ control, name: 'members', keyName: 'rowKey' })
  return (
    <FormSection title={t('form.members')} fields={['members']}>
      <Wide>
        {members.fields.length === 0 && <p className="op-meta">{t('member.empty')}</p>}
        {members.fields.map((row, index) => {
          const hideLabel = index > 0
          return (
            <fieldset
              key={row.rowKey}
              className={styles.member}
              aria-label={t('member.row', { number: index + 1 })}
            >
              <MemberNameField index={index} hideLabel={hideLabel} />
              <TextField
                control={control}
                name={`members.${index}.organisation`}
                label={t('member.organisation')}
                hideLabel={hideLabel}
              />
              <TextField
                control={control}
                name={`members.${index}.post`}
                label={t('member.post')}
                hideLabel={hideLabel}
              />
              <SelectField
                control={control}
                name={`members.${index}.role`}
                label={t('member.role')}
                options={options('tripRoles')}
                hideLabel={hideLabel}
              />
              <TextField
                control={control}
                name={`members.${index}.duty`}
                label={t('member.duty')}
                hideLabel={hideLabel}
              />
              <TextField
                control={control}
                name={`members.${index}.phone`}
                label={t('member.phone')}
                type="tel"
                hideLabel={hideLabel}
              />
              <NumberField
                control={control}
                name={`members.${index}.rankOrder`}
                label={t('member.rankOrder')}
                hideLabel={hideLabel}
              />
              <NumberField
                control={control}
                name={`members.${index}.days`}
                label={t('member.days')}
                hideLabel={hideLabel}
              />
              <Button
                type="text"
                aria-label={t('member.remove')}
                icon={<DeleteOutlined aria-hidden />}
                onClick={() => members.remove(index)}
              />
            </fieldset>
          )
        })}
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => members.append(emptyMember())}>
          {t('member.add')}
        </Button>
      </Wide>
    </FormSection>
  )
}
