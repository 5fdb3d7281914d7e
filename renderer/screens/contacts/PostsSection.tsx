import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useFieldArray } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { FormSection, Wide } from '../../components/FormSection.tsx'
import { CheckField } from '../../components/fields/CheckField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { EnterpriseField } from '../../components/fields/EnterpriseField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { emptyPost } from './contact-form.ts'
import styles from './contacts.module.css'
import type { ContactSectionProps } from './PersonSection.tsx'

/** Which posts the person holds and held. A row without an end is the present post. */
export function PostsSection({ control }: ContactSectionProps) {
  const { t } = useTranslation('contacts')
  const posts = useFieldArray({ control, name: 'posts', keyName: 'rowKey' })
  return (
    <FormSection title={t('form.posts')} fields={['posts']}>
      <Wide>
        {posts.fields.map((row, index) => (
          <fieldset
            key={row.rowKey}
            className={styles.post}
            aria-label={t('form.post', { number: index + 1 })}
          >
            <EnterpriseField
              control={control}
              name={`posts.${index}.enterpriseId`}
              label={t('field.enterprise')}
              required
            />
            <TextField control={control} name={`posts.${index}.title`} label={t('field.title')} />
            <DateField control={control} name={`posts.${index}.fromDate`} label={t('field.fromDate')} />
            <DateField control={control} name={`posts.${index}.toDate`} label={t('field.toDate')} />
            <CheckField
              control={control}
              name={`posts.${index}.isDecisionMaker`}
              label={t('field.isDecisionMaker')}
            />
            <Button
              type="text"
              aria-label={t('form.removePost')}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => posts.remove(index)}
            />
          </fieldset>
        ))}
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => posts.append(emptyPost(null))}>
          {t('form.addPost')}
        </Button>
      </Wide>
    </FormSection>
  )
}
