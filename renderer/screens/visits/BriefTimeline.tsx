import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '#shared/contract/timeline.ts'
import { formatDay } from '../../lib/format.ts'

const shown = 4

/** The last visits and notes, by anybody. */
export function BriefTimeline({ timeline }: { readonly timeline: readonly TimelineEntry[] }) {
  const { t } = useTranslation(['visits', 'enums'])
  const met = timeline.filter((entry) => entry.kind === 'visit' || entry.kind === 'note')
  return (
    <section>
      <h3>{t('brief.last-visits')}</h3>
      {met.length === 0 && <p className="op-meta">{t('brief.no-visits')}</p>}
      <ul>
        {met.slice(0, shown).map((entry) => (
          <li key={entry.id}>
            <div className="op-meta">
              {[formatDay(entry.on), entry.authorName, outcomeOf(entry, t)].filter(Boolean).join(' · ')}
            </div>
            <div className="op-three-lines">{entry.title}</div>
            {entry.text && <div className="op-three-lines op-meta">{entry.text}</div>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function outcomeOf(entry: TimelineEntry, t: (key: string) => string): string | null {
  return entry.kind === 'visit' && entry.tag ? t(`enums:outcomeLevels.${entry.tag}`) : null
}
