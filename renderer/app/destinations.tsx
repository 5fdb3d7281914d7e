import {
  ApartmentOutlined,
  BankOutlined,
  CalendarOutlined,
  CarOutlined,
  CheckSquareOutlined,
  CloudSyncOutlined,
  ContactsOutlined,
  FileProtectOutlined,
  FormOutlined,
  FundProjectionScreenOutlined,
  ImportOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { hasScreen } from './screens.ts'

interface Destination {
  /** First part of the address and key of its name in the `nav` texts. */
  readonly key: string
  readonly icon: ReactNode
  readonly screen: string
}

const all: readonly Destination[] = [
  { key: 'today', icon: <CalendarOutlined aria-hidden />, screen: 'today/TodayScreen' },
  { key: 'visits', icon: <FormOutlined aria-hidden />, screen: 'visits/VisitListScreen' },
  { key: 'trips', icon: <CarOutlined aria-hidden />, screen: 'trips/TripListScreen' },
  { key: 'enterprises', icon: <BankOutlined aria-hidden />, screen: 'enterprises/EnterpriseListScreen' },
  { key: 'contacts', icon: <ContactsOutlined aria-hidden />, screen: 'contacts/ContactListScreen' },
  {
    key: 'projects',
    icon: <FundProjectionScreenOutlined aria-hidden />,
    screen: 'projects/ProjectListScreen',
  },
  { key: 'policies', icon: <FileProtectOutlined aria-hidden />, screen: 'policies/PolicyListScreen' },
  { key: 'chains', icon: <ApartmentOutlined aria-hidden />, screen: 'chains/ChainListScreen' },
  { key: 'promises', icon: <CheckSquareOutlined aria-hidden />, screen: 'promises/PromiseListScreen' },
  { key: 'imports', icon: <ImportOutlined aria-hidden />, screen: 'imports/ImportScreen' },
  { key: 'sync', icon: <CloudSyncOutlined aria-hidden />, screen: 'sync/SyncScreen' },
  { key: 'settings', icon: <SettingOutlined aria-hidden />, screen: 'settings/SettingsScreen' },
]

/** The destinations of the navigation, in its order. */
export const destinations = all.filter((each) => hasScreen(each.screen))
