import { useTranslation } from 'react-i18next'
import type { DemandRow } from '#shared/contract/promises.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useSharedColumns } from './columns.tsx'
import { PromiseTable } from './PromiseTable.tsx'
import { usePromiseView } from './promise-view-store.ts'

const most = 1000

/** What enterprises asked for. */
export function DemandList() {
  const { t } = useTranslation('promises')
  const { label } = useEnums()
  const { text, show, mine } = usePromiseView()
  const list = useLiveQuery('demands.list', { text, show, mine, limit: most })
  const { enterprise, due, safety } = useSharedColumns<DemandRow>()
  return (
    <PromiseTable
      tab="demands"
      query={list}
      wideOnly={['category', 'state', 'safety']}
      columns={[
        {
          key: 'content',
          title: t('field.content'),
          width: 'minmax(100px, 2fr)',
          render: (row) => <span title={row.content}>{row.content}</span>,
        },
        {
          key: 'category',
          title: t('field.category'),
          width: '80px',
          render: (row) => label('demandCategories', row.category),
        },
        enterprise,
        {
          key: 'state',
          title: t('field.state'),
          width: '88px',
          render: (row) => label('demandStates', row.state),
        },
        due,
        safety,
      ]}
    />
  )
}
