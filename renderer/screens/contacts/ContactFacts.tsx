import { useTranslation } from 'react-i18next'
import type { Contact } from '#shared/domain/contacts.ts'
import { Facts } from '../../components/Facts.tsx'
import { useEnums } from '../../lib/enums.ts'

/** How to reach a person and where they come from. */
export function ContactFacts({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts')
  const { label } = useEnums()
  const rows = [
    ['phones', contact.phones.join('、')],
    ['wechat', contact.wechat],
    ['email', contact.email],
    ['gender', label('genders', contact.gender)],
    ['nativePlace', contact.nativePlace],
  ] as const
  return (
    <Facts
      label={t('detail.overview')}
      rows={rows.map(([field, value]) => ({ key: field, name: t(`field.${field}`), value }))}
      wide={[{ key: 'remarks', name: t('field.remarks'), value: contact.remarks }]}
    />
  )
}
