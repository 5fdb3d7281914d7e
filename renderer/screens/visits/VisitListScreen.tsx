import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useOutlet, useParams } from 'react-router'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { MasterDetail } from '../../components/MasterDetail.tsx'
import { Answered, Screen } from '../../components/Screen.tsx'
import { useLongList } from '../../lib/long-list.ts'
import { useTextFromAddress } from '../../lib/text-from-address.ts'
import { ExportLedger } from './ExportLedger.tsx'
import { VisitFilters } from './VisitFilters.tsx'
import { VisitTable } from './VisitTable.tsx'
import { useVisitList } from './visit-list-store.ts'
import './visits.css'

/** All visits as a dense table; a chosen one opens beside it. */
export function VisitListScreen() {
  const { t } = useTranslation('visits')
  const { id } = useParams()
  const detail = useOutlet()
  const navigate = useNavigate()
  const filter = useVisitList((state) => state.filter)
  const clear = useVisitList((state) => state.clear)
  const show = useVisitList((state) => state.show)
  const { query: visits, source } = useLongList('visits.list', filter)
  useTextFromAddress((text) => show({ text }))
  const filtered = Object.values(filter).some(Boolean)
  const empty = filtered ? (
    <EmptyState text={t('list.nothing-fits')} action={<Button onClick={clear}>{t('list.clear')}</Button>} />
  ) : (
    <EmptyState
      text={t('list.empty')}
      action={
        <Button type="primary" onClick={() => void navigate('/visits/new')}>
          {t('common:top.new-visit')}
        </Button>
      }
    />
  )
  return (
    <Screen
      title={t('list.title')}
      state={
        <>
          {visits.data && (
            <span className="op-meta">
              {t(visits.data.more ? 'common:at-least' : 'common:total', { total: visits.data.total })}
            </span>
          )}
          <Freshness />
        </>
      }
      actions={<ExportLedger filter={filter} />}
      filters={<VisitFilters />}
      flush
    >
      <MasterDetail
        list={
          <Answered query={visits} empty={empty}>
            {() => (
              <VisitTable
                source={source}
                narrow={detail !== null}
                chosenId={id ?? null}
                onOpen={(visit) => void navigate(`/visits/${visit.id}`, { replace: id !== undefined })}
              />
            )}
          </Answered>
        }
        detail={detail}
      />
    </Screen>
  )
}
