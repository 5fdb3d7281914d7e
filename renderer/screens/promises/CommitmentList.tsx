import { useTranslation } from 'react-i18next'
import type { CommitmentRow } from '#shared/contract/promises.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useSharedColumns } from './columns.tsx'
import { PromiseTable } from './PromiseTable.tsx'
import { usePromiseView } from './promise-view-store.ts'

const most = 1000

/** What we promised. */
export function CommitmentList() {
  const { t } = useTranslation('promises')
  const { text, show, mine } = usePromiseView()
  const list = useLiveQuery('commitments.list', { text, show, mine, limit: most })
  const { enterprise, due, safety } = useSharedColumns<CommitmentRow>()
  return (
    <PromiseTable
      tab="commitments"
      query={list}
      wideOnly={['responsible', 'fulfilled', 'safety']}
      columns={[
        {
          key: 'content',
          title: t('field.content'),
          width: 'minmax(100px, 2fr)',
          render: (row) => <span title={row.content}>{row.content}</span>,
        },
        enterprise,
        {
          key: 'responsible',
          title: t('field.responsible'),
          width: '112px',
          render: (row) => row.responsible,
        },
        due,
        {
          key: 'fulfilled',
          title: t('field.fulfilledOn'),
          width: '104px',
          render: (row) => row.fulfilledOn && formatDay(row.fulfilledOn),
        },
        safety,
      ]}
    />
  )
}
