import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'

/** The record of the address is not here any more. */
export function NotFoundPanel() {
  const { t } = useTranslation('common')
  return <EmptyState text={t('record-gone')} />
}
