import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { usePreferences } from '../lib/preferences.ts'
import { destinations } from './destinations.tsx'

/** The navigation at the left, 200 px, or icons alone. */
export function Navigation() {
  const { t } = useTranslation('common')
  const collapsed = usePreferences((state) => state.navigationCollapsed)
  const change = usePreferences((state) => state.change)
  const fold = collapsed ? t('nav.expand') : t('nav.collapse')
  return (
    <nav className={collapsed ? 'op-nav op-nav-collapsed' : 'op-nav'} aria-label={t('nav.label')}>
      <div className="op-brand">{collapsed ? t('app').slice(0, 1) : t('app')}</div>
      {destinations.map(({ key, icon }) => (
        <NavLink
          key={key}
          to={`/${key}`}
          className={({ isActive }) => (isActive ? 'op-nav-link op-here' : 'op-nav-link')}
          title={collapsed ? t(`nav.${key}`) : undefined}
        >
          {icon}
          <span className={collapsed ? 'op-unseen' : ''}>{t(`nav.${key}`)}</span>
        </NavLink>
      ))}
      <button
        type="button"
        className="op-nav-link op-nav-fold"
        aria-label={fold}
        title={fold}
        onClick={() => change({ navigationCollapsed: !collapsed })}
      >
        {collapsed ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
        <span className={collapsed ? 'op-unseen' : ''}>{fold}</span>
      </button>
    </nav>
  )
}
