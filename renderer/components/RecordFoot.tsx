import { useTranslation } from 'react-i18next'
import type { RecordFoot as Foot } from '#shared/contract/records.ts'
import { formatDay, formatInstant } from '../lib/format.ts'
import { SafetyTag } from './SafetyTag.tsx'

interface Source {
  readonly sourceAuthor: string | null
  readonly sourceDate: string | null
}

/** The foot of a detail page: who wrote what when, what an imported file says of that, and where it is safe. */
export function RecordFoot({ foot, source }: { readonly foot: Foot; readonly source?: Source | undefined }) {
  const { t } = useTranslation('common')
  const someone = t('someone')
  const editor = foot.byServer ? t('server') : (foot.updatedByName ?? someone)
  const changed = foot.updatedAt !== foot.createdAt
  return (
    <div className="op-record-foot">
      <span>
        {t('foot.created', { name: foot.createdByName ?? someone, at: formatInstant(foot.createdAt) })}
      </span>
      {changed && <span>{t('foot.updated', { name: editor, at: formatInstant(foot.updatedAt) })}</span>}
      {source && (source.sourceAuthor || source.sourceDate) && (
        <span>
          {t('foot.source', {
            words: [source.sourceAuthor, source.sourceDate && formatDay(source.sourceDate)]
              .filter(Boolean)
              .join(' '),
          })}
        </span>
      )}
      <SafetyTag safety={foot.safety} />
    </div>
  )
}
