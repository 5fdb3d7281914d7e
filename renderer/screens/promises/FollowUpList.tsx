import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FollowUpRow } from '#shared/contract/promises.ts'
import { call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useSharedColumns } from './columns.tsx'
import { PromiseTable } from './PromiseTable.tsx'
import { usePromiseView } from './promise-view-store.ts'

const most = 1000

/** What is to be done next, each with a box to tick. */
export function FollowUpList() {
  const { t } = useTranslation('promises')
  const { text, show, mine } = usePromiseView()
  const list = useLiveQuery('followUps.list', { text, show, mine, limit: most })
  const { enterprise, due, safety } = useSharedColumns<FollowUpRow>()
  return (
    <PromiseTable
      tab="followUps"
      query={list}
      wideOnly={['owner', 'safety']}
      columns={[
        { key: 'done', title: '', width: '24px', render: (row) => <DoneBox row={row} /> },
        {
          key: 'title',
          title: t('field.title'),
          width: 'minmax(100px, 2fr)',
          render: (row) => <span title={row.title}>{row.title}</span>,
        },
        enterprise,
        { key: 'owner', title: t('field.owner'), width: '80px', render: (row) => row.owner },
        due,
        safety,
      ]}
    />
  )
}

function DoneBox({ row }: { readonly row: FollowUpRow }) {
  const { t } = useTranslation('promises')
  const done = row.doneOn !== null
  return (
    <Checkbox
      checked={done}
      aria-label={t(done ? 'action.reopen' : 'action.markDone', { title: row.title })}
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => void call('followUps.setDone', { id: row.id, done: event.target.checked })}
    />
  )
}
