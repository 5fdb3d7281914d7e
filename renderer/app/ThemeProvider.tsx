import { LoadingOutlined } from '@ant-design/icons'
import { theme as antdTheme, ConfigProvider, type ThemeConfig } from 'antd'
import en_US from 'antd/locale/en_US'
import zh_CN from 'antd/locale/zh_CN'
import { type ReactNode, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocale, usePreferences } from '../lib/preferences.ts'
import { applyPalette, palettes, type ThemeName } from './palette.ts'

const fonts =
  '"Microsoft YaHei UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", system-ui, "Segoe UI", sans-serif'
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
const calm = window.matchMedia('(prefers-reduced-motion: reduce)')

/**
 * antd in the user's language and theme; its styles carry the page's nonce. A busy button has an icon of ours: antd's
 * own goes by an animation, and stays for good where what was waited for is over before the animation has begun.
 */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const theme = useThemeName()
  const locale = useLocale()
  const { t } = useTranslation('common')
  const config = useMemo(() => themeConfig(theme), [theme])
  useLayoutEffect(() => applyPalette(theme), [theme])
  return (
    <ConfigProvider
      theme={config}
      locale={locale === 'en' ? en_US : zh_CN}
      csp={{ nonce: nonce() }}
      getPopupContainer={placeOf}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-label={t('working')} /> }}
    >
      {children}
    </ConfigProvider>
  )
}

/**
 * Where antd puts what lies over the page. Dialogs have a place of their own: for those in the body itself antd writes
 * styles without the page's nonce, to keep the body from scrolling, which it never does here.
 */
function placeOf(trigger?: HTMLElement): HTMLElement {
  return trigger ? document.body : (document.getElementById('dialogs') ?? document.body)
}

/** The theme that is shown, whether chosen or the system's. */
export function useThemeName(): ThemeName {
  const chosen = usePreferences((state) => state.theme)
  const dark = useSyncExternalStore(
    (changed) => {
      systemDark.addEventListener('change', changed)
      return () => systemDark.removeEventListener('change', changed)
    },
    () => systemDark.matches,
  )
  return chosen === 'system' ? (dark ? 'dark' : 'light') : chosen
}

function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}

function themeConfig(theme: ThemeName): ThemeConfig {
  const colours = palettes[theme]
  return {
    algorithm: theme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: colours.primary,
      colorPrimaryHover: colours['primary-strong'],
      colorPrimaryActive: colours['primary-strong'],
      // antd would have a link fade under the pointer, to a contrast of 2.2:1 in the dark.
      colorLink: colours.primary,
      colorLinkHover: colours['primary-strong'],
      colorLinkActive: colours['primary-strong'],
      colorInfo: colours.primary,
      colorError: colours.late,
      colorErrorActive: colours.late,
      colorWarning: colours.warn,
      colorSuccess: colours.good,
      colorText: colours.text,
      colorTextPlaceholder: colours.meta,
      colorTextSecondary: colours.meta,
      colorTextTertiary: colours.meta,
      colorTextDescription: colours.meta,
      colorBgContainer: colours.panel,
      colorBgElevated: colours.raised,
      colorBgLayout: colours.page,
      colorBorder: colours.line,
      colorBorderSecondary: colours.line,
      colorTextLightSolid: colours['on-primary'],
      fontFamily: fonts,
      fontSize: 14,
      borderRadius: 4,
      controlHeight: 32,
      motionDurationSlow: '0.14s',
      motionDurationMid: '0.1s',
      motionDurationFast: '0.05s',
      motion: !calm.matches,
    },
    components: {
      Table: { cellFontSizeSM: 13, cellPaddingBlockSM: 7, cellPaddingInlineSM: 8, headerBg: colours.page },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    },
  }
}
