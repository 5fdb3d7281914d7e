import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { ChainDetail } from '#shared/contract/chains.ts'
import { FoundRecord } from '../../components/FoundRecord.tsx'
import { PrintedSheet } from '../../components/PrintedSheet.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useToday } from '../../lib/clock.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { ChainSheets } from './ChainSheets.tsx'
import { useTableSheets } from './ChainTable.tsx'
import { periodDays, useChainView } from './chain-view-store.ts'
import styles from './chains.module.css'
import { PeriodSelect } from './PeriodSelect.tsx'
import { useChainPicture } from './use-picture.ts'

/** The sheets for a visit folder: panorama, current situation and the table of links, on A4 as they will be printed. */
export function ChainPrintScreen() {
  const { t } = useTranslation('chains')
  const { id = '' } = useParams()
  const period = useChainView((state) => state.period)
  const days = periodDays(period, useToday())
  const found = useLiveQuery('chains.get', { id, ...days })
  return (
    <FoundRecord query={found} title={t('picture.print')} gone={t('detail.notFound')}>
      {(detail) => <Shown detail={detail} {...days} />}
    </FoundRecord>
  )
}

function Shown({
  detail,
  from,
  to,
}: {
  readonly detail: ChainDetail
  readonly from: string
  readonly to: string
}) {
  const { t } = useTranslation('chains')
  const navigate = useNavigate()
  const today = useToday()
  const panorama = useChainPicture(detail, 'panorama', 'light', today)
  const situation = useChainPicture(detail, 'situation', 'light', today)
  const { sheets: tableSheets, measure } = useTableSheets({ detail, from, to })
  const isReady = panorama !== null && situation !== null && tableSheets !== null
  const sheets = isReady && (
    <ChainSheets
      detail={detail}
      panorama={panorama}
      situation={situation}
      tableSheets={tableSheets}
      from={from}
      to={to}
    />
  )
  return (
    <Screen
      title={t('print.title', { name: detail.chain.name })}
      actions={
        <>
          <PeriodSelect />
          <Button onClick={() => navigate(`/chains/${detail.chain.id}`)}>{t('print.back')}</Button>
          <Button
            type="primary"
            icon={<PrinterOutlined aria-hidden />}
            disabled={!isReady}
            onClick={() => window.print()}
          >
            {t('print.button')}
          </Button>
        </>
      }
      flush
    >
      {measure}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs the keyboard */}
      <section className={styles.desk} aria-label={t('print.sheets')} tabIndex={0}>
        {sheets}
      </section>
      {sheets && <PrintedSheet>{sheets}</PrintedSheet>}
    </Screen>
  )
}
