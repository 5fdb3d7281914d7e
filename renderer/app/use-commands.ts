import { useTranslation } from 'react-i18next'
import type { Command } from '../screens/search/commands.ts'
import { destinations } from './destinations.tsx'
import { hasScreen } from './screens.ts'

/** What the search palette offers besides records: making new ones and going places. */
export function useCommands(): readonly Command[] {
  const { t } = useTranslation(['search', 'common'])
  const create: readonly (Command & { readonly screen: string })[] = [
    {
      path: '/visits/new',
      name: t('common:top.new-visit'),
      keys: 'Ctrl+N',
      screen: 'visits/VisitFormScreen',
    },
    {
      path: '/enterprises/new',
      name: t('search:new-enterprise'),
      screen: 'enterprises/EnterpriseFormScreen',
    },
    { path: '/trips/new', name: t('search:new-trip'), screen: 'trips/TripFormScreen' },
    { path: '/contacts/new', name: t('search:new-contact'), screen: 'contacts/ContactFormScreen' },
  ]
  return [
    ...create.filter((command) => hasScreen(command.screen)),
    ...destinations.map(({ key }) => ({
      path: `/${key}`,
      name: t('search:go-to', { name: t(`common:nav.${key}`) }),
    })),
  ]
}
