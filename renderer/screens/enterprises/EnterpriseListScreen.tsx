import { ImportOutlined, PlusOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { DuplicatesButton } from '../../components/DuplicatesButton.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { LibraryScreen } from '../../components/LibraryScreen.tsx'
import { BulkBar } from './BulkBar.tsx'
import { BulkHistory } from './BulkHistory.tsx'
import { EnterpriseFilters } from './EnterpriseFilters.tsx'
import { useEnterpriseColumns } from './enterprise-columns.tsx'
import { knownOf, useEnterpriseView } from './enterprise-view-store.ts'

/** The enterprises as a dense table; beside one that is open only their main columns. */
export function EnterpriseListScreen() {
  const { t } = useTranslation('enterprises')
  const navigate = useNavigate()
  const view = useEnterpriseView()
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/enterprises/new')}>
      {t('list.new')}
    </Button>
  )
  return (
    <LibraryScreen
      topic="enterprises"
      view={view}
      columns={useEnterpriseColumns(view)}
      saved={{ place: 'enterprises', known: knownOf }}
      create={create}
      state={<Freshness />}
      actions={
        <>
          <Button icon={<UnorderedListOutlined aria-hidden />} onClick={() => navigate('/target-lists')}>
            {t('targetLists:title')}
          </Button>
          <DuplicatesButton table="enterprises" />
          <BulkHistory />
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => navigate('/imports')}>
            {t('list.import')}
          </Button>
          {create}
        </>
      }
      filters={<EnterpriseFilters />}
      over={(total) => <BulkBar total={total} />}
    />
  )
}
