import { useTranslation } from 'react-i18next'
import type { RecordFoot as Foot } from '#shared/contract/records.ts'
import { formatInstant } from '../lib/format.ts'
import { SafetyTag } from './SafetyTag.tsx'

/** The foot of a detail page: who wrote what when, and where it is safe. */
export function RecordFoot({ foot }: { readonly foot: Foot }) {
  const { t } = useTranslation('common')
  const someone = t('someone')
  const changed = foot.updatedAt !== foot.createdAt
  return (
    <div className="op-record-foot">
      <span>
        {t('foot.created', { name: foot.createdByName ?? someone, at: formatInstant(foot.createdAt) })}
      </span>
      {changed && (
        <span>
          {t('foot.updated', { name: foot.updatedByName ?? someone, at: formatInstant(foot.updatedAt) })}
        </span>
      )}
      <SafetyTag safety={foot.safety} />
    </div>
  )
}
