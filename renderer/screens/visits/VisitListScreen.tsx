import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Freshness } from '../../components/Freshness.tsx'
import { LibraryScreen } from '../../components/LibraryScreen.tsx'
import { ExportLedger } from './ExportLedger.tsx'
import { VisitFilters } from './VisitFilters.tsx'
import { useVisitColumns } from './visit-columns.tsx'
import { knownOf, useVisitList } from './visit-list-store.ts'
import './visits.css'

/** All visits as a dense table; a chosen one opens beside it. */
export function VisitListScreen() {
  const { t } = useTranslation('visits')
  const navigate = useNavigate()
  const view = useVisitList()
  return (
    <LibraryScreen
      topic="visits"
      view={view}
      columns={useVisitColumns()}
      saved={{ place: 'visits', known: knownOf }}
      create={
        <Button type="primary" onClick={() => void navigate('/visits/new')}>
          {t('common:top.new-visit')}
        </Button>
      }
      state={<Freshness />}
      actions={<ExportLedger filter={view.filter} />}
      filters={<VisitFilters />}
    />
  )
}
