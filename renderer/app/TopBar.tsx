import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useAccountStatus } from '../lib/account.ts'
import { SafetyPill } from './SafetyPill.tsx'

/** Search, recording a visit and the safety pill: always in reach. */
export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  const { account } = useAccountStatus()
  return (
    <header className="op-top">
      <button type="button" className="op-search-box" onClick={onSearch}>
        <SearchOutlined aria-hidden />
        <span>{t('top.search')}</span>
        <kbd>Ctrl+K</kbd>
      </button>
      <Button
        type="primary"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => navigate('/visits/new')}
        title="Ctrl+N"
      >
        {t('top.new-visit')}
      </Button>
      <SafetyPill />
      <span className="op-top-user op-clip" title={account.unitName ?? account.organisation}>
        {account.userName}
      </span>
    </header>
  )
}
