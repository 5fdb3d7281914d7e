import { PrinterOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { RecordScreen } from '../../components/RecordScreen.tsx'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ChainCoverage } from './ChainCoverage.tsx'
import { ChainEnterprises } from './ChainEnterprises.tsx'
import { ChainFigures } from './ChainFigures.tsx'
import { ChainLinks } from './ChainLinks.tsx'
import { ChainPicture } from './ChainPicture.tsx'
import { type ChainTab, chainTabs, periodDays, useChainView } from './chain-view-store.ts'
import { PeriodSelect } from './PeriodSelect.tsx'
import { useChainLead } from './use-picture.ts'

/** One industry chain: its links and who stands on them, as a tree, as pictures, and how visits cover it. */
export function ChainScreen() {
  const { t } = useTranslation('chains')
  const { id = '' } = useParams()
  const period = useChainView((state) => state.period)
  const found = useLiveQuery('chains.get', { id, ...periodDays(period, useToday()) })
  return (
    <FoundRecord
      query={found}
      title={t('title')}
      gone={t('detail.notFound')}
      isAsked={(data) => data.chain.id === id}
    >
      {(detail) => <Shown key={id} detail={detail} />}
    </FoundRecord>
  )
}

function Shown({ detail }: { readonly detail: ChainDetail }) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  const navigate = useNavigate()
  const [search, setSearch] = useSearchParams()
  const { chain, mayWrite } = detail
  const asked = search.get('tab')
  const tab: ChainTab = chainTabs.find((each) => each === asked) ?? 'links'
  const lead = useChainLead(detail)
  const panes: Readonly<Record<ChainTab, () => React.ReactNode>> = {
    links: () => <ChainLinks detail={detail} />,
    panorama: () => <ChainPicture detail={detail} kind="panorama" />,
    situation: () => <ChainPicture detail={detail} kind="situation" />,
    coverage: () => <ChainCoverage detail={detail} />,
    enterprises: () => <ChainEnterprises detail={detail} />,
  }
  return (
    <RecordScreen
      topic="chains"
      record={{ table: 'industryChains', id: chain.id }}
      name={chain.name}
      state={
        <>
          <span className="op-tag">{label('chainStatuses', chain.status)}</span>
          <span className="op-meta">{lead}</span>
        </>
      }
      actions={
        <>
          <PeriodSelect />
          <Button
            icon={<PrinterOutlined aria-hidden />}
            onClick={() => navigate(`/chains/${chain.id}/print`)}
          >
            {t('picture.print')}
          </Button>
        </>
      }
      mayChange={mayWrite}
      foot={detail.foot}
    >
      <ChainFigures detail={detail} />
      <Tabs
        activeKey={tab}
        onChange={(key) => setSearch({ tab: key }, { replace: true })}
        destroyOnHidden
        items={chainTabs.map((key) => ({
          key,
          label:
            key === 'enterprises' && detail.unplaced > 0
              ? `${t(`tab.${key}`)} (${detail.unplaced})`
              : t(`tab.${key}`),
          children: key === tab ? panes[key]() : null,
        }))}
      />
    </RecordScreen>
  )
}
