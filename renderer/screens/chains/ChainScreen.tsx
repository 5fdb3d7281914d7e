import { DeleteOutlined, EditOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { call } from '../../lib/client.ts'
import { useToday } from '../../lib/clock.ts'
import { useEnums } from '../../lib/enums.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
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
  if (found.data && found.data.chain.id === id) return <Shown key={id} detail={found.data} />
  return (
    <Screen title={t('title')}>
      <Answered query={found} empty={<EmptyState text={t('detail.notFound')} />}>
        {() => null}
      </Answered>
    </Screen>
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
  const edit = () => navigate(`/chains/${chain.id}/edit`)
  useShortcut('e', edit, mayWrite)
  const target = { table: 'industryChains' as const, id: chain.id }
  const remove = useAction(async () => {
    await call('records.delete', target)
    showToast(t('detail.deleted', { name: chain.name }), () => call('records.undelete', target))
    navigate('/chains')
  })
  const panes: Readonly<Record<ChainTab, () => React.ReactNode>> = {
    links: () => <ChainLinks detail={detail} />,
    panorama: () => <ChainPicture detail={detail} kind="panorama" />,
    situation: () => <ChainPicture detail={detail} kind="situation" />,
    coverage: () => <ChainCoverage detail={detail} />,
    enterprises: () => <ChainEnterprises detail={detail} />,
  }
  return (
    <Screen
      title={chain.name}
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
          {mayWrite && (
            <>
              <Button icon={<EditOutlined aria-hidden />} title="E" onClick={edit}>
                {t('detail.edit')}
              </Button>
              <Button
                aria-label={t('detail.delete')}
                title={t('detail.delete')}
                icon={<DeleteOutlined aria-hidden />}
                loading={remove.busy}
                onClick={() => remove.run()}
              />
            </>
          )}
        </>
      }
      foot={<RecordFoot foot={detail.foot} />}
    >
      <ErrorNotice error={remove.error} onClose={remove.clearError} />
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
    </Screen>
  )
}
