import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import styles from './enterprises.module.css'

interface PromiseLine {
  readonly id: string
  readonly text: string
  readonly state: string
  readonly dueOn: string | null
  readonly overdue: boolean
}

/** What the enterprise asked for, what we promised it and what is to be done next. */
export function EnterprisePromises({ enterpriseId }: { readonly enterpriseId: string }) {
  const { t } = useTranslation('enterprises')
  const { label } = useEnums()
  const input = { enterpriseId, show: 'all' as const }
  const demands = useLiveQuery('demands.list', input)
  const commitments = useLiveQuery('commitments.list', input)
  const followUps = useLiveQuery('followUps.list', input)
  const done = (on: string | null) => t(on === null ? 'timeline.tag.open' : 'timeline.tag.done')
  const groups = [
    {
      tab: 'demands',
      lines: demands.data?.rows.map((row) => ({
        ...row,
        text: row.content,
        state: label('demandStates', row.state),
      })),
    },
    {
      tab: 'commitments',
      lines: commitments.data?.rows.map((row) => ({
        ...row,
        text: row.content,
        state: done(row.fulfilledOn),
      })),
    },
    {
      tab: 'followUps',
      lines: followUps.data?.rows.map((row) => ({ ...row, text: row.title, state: done(row.doneOn) })),
    },
  ] as const
  const nothing = groups.every(({ lines }) => lines?.length === 0)
  return (
    <Answered query={demands}>
      {() =>
        nothing ? (
          <EmptyState text={t('promises.empty')} />
        ) : (
          <div className="op-stack">
            {groups.map(({ tab, lines = [] }) => (
              <Group key={tab} tab={tab} title={t(`promises.${tab}`)} lines={lines} />
            ))}
          </div>
        )
      }
    </Answered>
  )
}

function Group(props: {
  readonly tab: string
  readonly title: string
  readonly lines: readonly PromiseLine[]
}) {
  const { tab, title, lines } = props
  if (lines.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className={styles.people}>
        {lines.map((line) => (
          <li key={line.id}>
            <Link to={`/promises?tab=${tab}&open=${line.id}`}>{line.text}</Link>
            <span className={line.overdue ? 'op-tag op-tag-late' : 'op-tag'}>{line.state}</span>
            {line.dueOn && (
              <span className={line.overdue ? 'op-late' : 'op-meta'}>{formatDay(line.dueOn)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
