import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CarriedPart } from '#shared/contract/exchange.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Answered } from '../../components/Screen.tsx'
import { formatInstant } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { SyncPanel } from './SyncPanel.tsx'
import styles from './sync.module.css'

/** Colleagues' work that came without the server and that this laptop brings up when it has a network. */
export function CarriedList() {
  const { t } = useTranslation('sync')
  const carried = useLiveQuery('exchange.carried', {})
  return (
    <SyncPanel list="carried">
      <Answered
        query={carried}
        empty={
          <EmptyState
            text={t('carried.empty')}
            action={<Link to="/sync/exchange">{t('place.exchange')}</Link>}
          />
        }
      >
        {(rows) => (
          <>
            <p className={styles.intro}>{t('carried.intro')}</p>
            <Table<CarriedPart>
              size="small"
              rowKey={({ device, receivedAt, state }) => `${device} ${receivedAt} ${state}`}
              dataSource={[...rows]}
              pagination={false}
              columns={[
                { title: t('carried.whose'), render: (_, part) => part.userName ?? t('carried.unknown') },
                { title: t('carried.device'), render: (_, part) => part.deviceName ?? '' },
                { title: t('carried.operations'), width: 96, align: 'right', dataIndex: 'operations' },
                {
                  title: t('carried.receivedAt'),
                  width: 180,
                  render: (_, part) => formatInstant(part.receivedAt),
                },
                { title: t('carried.state'), render: (_, part) => t(`carried.states.${part.state}`) },
              ]}
            />
          </>
        )}
      </Answered>
    </SyncPanel>
  )
}
