import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { unfinishedVisits } from '../../lib/draft-titles.ts'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'

/** Visits that were begun and not saved, offered above a new one: 恢复 14:32 的草稿. */
export function OtherDrafts({ exceptId }: { readonly exceptId: string }) {
  const { t } = useTranslation('visits')
  const drafts = useLiveQuery('drafts.list', {})
  // Only what was there when the form was opened, so that nothing moves while typing.
  const [openedAt] = useState(() => new Date().toISOString())
  const others = unfinishedVisits(drafts.data ?? []).filter(
    (each) => each.isNew && each.id !== exceptId && each.at < openedAt,
  )
  if (others.length === 0) return null
  return (
    <div className="op-draft-notice">
      {others.slice(0, 3).map((each) => (
        <Link key={each.key} to={each.path}>
          {each.enterpriseName
            ? t('draft.restore-named', { at: formatInstant(each.at), name: each.enterpriseName })
            : t('draft.restore', { at: formatInstant(each.at) })}
        </Link>
      ))}
    </div>
  )
}
