import { IdcardOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { DuplicatesButton } from '../../components/DuplicatesButton.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { LibraryScreen } from '../../components/LibraryScreen.tsx'
import { SearchInput } from '../../components/SearchInput.tsx'
import { useContactColumns } from './contact-columns.tsx'
import { knownOf, useContactList } from './contact-list-store.ts'

/** The people of the other side; beside one that is open only their main columns. */
export function ContactListScreen() {
  const { t } = useTranslation(['contacts', 'cards'])
  const navigate = useNavigate()
  const view = useContactList()
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={() => navigate('/contacts/new')}>
      {t('list.new')}
    </Button>
  )
  return (
    <LibraryScreen
      topic="contacts"
      view={view}
      columns={useContactColumns()}
      saved={{ place: 'contacts', known: knownOf }}
      create={create}
      state={<Freshness />}
      actions={
        <>
          <DuplicatesButton table="contacts" />
          <Button icon={<IdcardOutlined aria-hidden />} onClick={() => navigate('/contacts/card')}>
            {t('cards:open')}
          </Button>
          {create}
        </>
      }
      filters={<SearchInput label={t('list.search')} value={view.filter.text ?? ''} onChange={view.search} />}
    />
  )
}
