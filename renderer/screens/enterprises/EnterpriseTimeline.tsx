import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { TimelineEntry } from '#shared/contract/timeline.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { SafetyTag } from '../../components/SafetyTag.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { useEnterpriseView } from './enterprise-view-store.ts'
import styles from './enterprises.module.css'

/** What happened with an enterprise, newest first. */
export function EnterpriseTimeline({
  enterpriseId,
  entries,
}: {
  readonly enterpriseId: string
  readonly entries: readonly TimelineEntry[]
}) {
  const { t } = useTranslation('enterprises')
  const openTab = useEnterpriseView((view) => view.openTab)
  if (entries.length === 0) return <EmptyState text={t('timeline.empty')} />
  return (
    <ol className={styles.timeline} aria-label={t('timeline.label')}>
      {entries.map((entry) => (
        <Entry
          key={`${entry.kind} ${entry.id}`}
          entry={entry}
          onNote={() => openTab(enterpriseId, 'talks')}
        />
      ))}
    </ol>
  )
}

function Entry({ entry, onNote }: { readonly entry: TimelineEntry; readonly onNote: () => void }) {
  const { t } = useTranslation('enterprises')
  const tag = useTagText(entry)
  const address = pathOf(entry)
  return (
    <li>
      <div className={styles.entryHead}>
        <time dateTime={entry.on}>{formatDay(entry.on)}</time>
        <span className="op-tag">{t(`timeline.kind.${entry.kind}`)}</span>
        {address ? (
          <Link to={address}>{entry.title}</Link>
        ) : (
          <button type="button" className={styles.entryLink} onClick={onNote}>
            {entry.title}
          </button>
        )}
        {tag && <span className={entry.tag === 'overdue' ? 'op-tag op-tag-late' : 'op-tag'}>{tag}</span>}
        <span className={styles.entryEnd}>
          {entry.authorName && (
            <span className="op-meta">{t('timeline.by', { name: entry.authorName })}</span>
          )}
          <SafetyTag safety={entry.safety} compact />
        </span>
      </div>
      {entry.text && <p className="op-prose">{entry.text}</p>}
    </li>
  )
}

function pathOf({ kind, id }: TimelineEntry): string | null {
  switch (kind) {
    case 'visit':
      return `/visits/${id}`
    case 'note':
      return null
    case 'demand':
      return `/promises?tab=demands&open=${id}`
    case 'commitment':
      return `/promises?tab=commitments&open=${id}`
    case 'followUp':
      return `/promises?tab=followUps&open=${id}`
  }
}

function useTagText({ kind, tag }: TimelineEntry): string {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  if (tag === null) return ''
  if (tag === 'overdue' || (tag === 'done' && kind !== 'demand') || (tag === 'open' && kind !== 'demand'))
    return t(`timeline.tag.${tag}`)
  return label(kind === 'visit' ? 'outcomeLevels' : 'demandStates', tag)
}
