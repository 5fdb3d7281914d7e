import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FollowUpRow } from '#shared/contract/promises.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { call } from '../../lib/client.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { Block } from './Block.tsx'
import { followUpGroups } from './follow-up-groups.ts'

/** My follow-ups by urgency; a tick finishes one and can be taken back. */
export function FollowUps({ day }: { readonly day: CalendarDate }) {
  const { t } = useTranslation('today')
  const followUps = useLiveQuery('followUps.list', { mine: true, show: 'open', limit: 100 })
  const finish = async (row: FollowUpRow) => {
    await call('followUps.setDone', { id: row.id, done: true })
    showToast(t('finished', { title: row.title }), () =>
      call('followUps.setDone', { id: row.id, done: false }),
    )
  }
  return (
    <Block title={t('follow-ups')} query={followUps}>
      {({ rows }) =>
        rows.length === 0 ? (
          <p className="op-meta">{t('no-follow-ups')}</p>
        ) : (
          followUpGroups(rows, day).map((group) => (
            <div key={group.key}>
              <h3 className={group.key === 'overdue' ? 'op-late' : ''}>
                {t(`group.${group.key}`)} {group.rows.length}
              </h3>
              <ul className="op-lines">
                {group.rows.map((row) => (
                  <li key={row.id}>
                    <Checkbox
                      checked={false}
                      aria-label={t('finish', { title: row.title })}
                      onChange={() => void finish(row)}
                    />
                    <span className="op-line-text">
                      {row.visitId ? <Link to={`/visits/${row.visitId}`}>{row.title}</Link> : row.title}
                      <span className="op-meta"> {row.enterpriseName}</span>
                    </span>
                    {row.dueOn && (
                      <span className={group.key === 'overdue' ? 'op-meta op-late' : 'op-meta'}>
                        {formatDay(row.dueOn)}
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            </div>
          ))
        )
      }
    </Block>
  )
}
