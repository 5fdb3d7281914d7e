export interface Place {
  readonly path: string
  readonly screen: string
  /** Records shown beside the list, in its detail pane (`<Outlet />` of the list screen). */
  readonly detail?: Place
}

/** Every address of the app, and the screen that is shown there. */
export const places: readonly Place[] = [
  { path: 'today', screen: 'today/TodayScreen' },
  {
    path: 'visits',
    screen: 'visits/VisitListScreen',
    detail: { path: ':id', screen: 'visits/VisitDetailScreen' },
  },
  { path: 'visits/new', screen: 'visits/VisitFormScreen' },
  { path: 'visits/:id/edit', screen: 'visits/VisitFormScreen' },
  { path: 'trips', screen: 'trips/TripListScreen' },
  { path: 'trips/new', screen: 'trips/TripFormScreen' },
  { path: 'trips/:id', screen: 'trips/TripDetailScreen' },
  { path: 'trips/:id/edit', screen: 'trips/TripFormScreen' },
  { path: 'trips/:id/report', screen: 'reports/TripReportScreen' },
  {
    path: 'enterprises',
    screen: 'enterprises/EnterpriseListScreen',
    detail: { path: ':id', screen: 'enterprises/EnterpriseDetailScreen' },
  },
  { path: 'duplicates', screen: 'duplicates/DuplicatesScreen' },
  { path: 'enterprises/new', screen: 'enterprises/EnterpriseFormScreen' },
  { path: 'enterprises/:id/edit', screen: 'enterprises/EnterpriseFormScreen' },
  {
    path: 'contacts',
    screen: 'contacts/ContactListScreen',
    detail: { path: ':id', screen: 'contacts/ContactDetailScreen' },
  },
  { path: 'contacts/new', screen: 'contacts/ContactFormScreen' },
  { path: 'contacts/card', screen: 'cards/CardScreen' },
  { path: 'contacts/:id/edit', screen: 'contacts/ContactFormScreen' },
  {
    path: 'projects',
    screen: 'projects/ProjectListScreen',
    detail: { path: ':id', screen: 'projects/ProjectDetailScreen' },
  },
  { path: 'target-lists', screen: 'targets/TargetListScreen' },
  { path: 'projects/new', screen: 'projects/ProjectFormScreen' },
  { path: 'projects/:id/edit', screen: 'projects/ProjectFormScreen' },
  {
    path: 'policies',
    screen: 'policies/PolicyListScreen',
    detail: { path: ':id', screen: 'policies/PolicyDetailScreen' },
  },
  { path: 'minutes/new', screen: 'minutes/MinutesFormScreen' },
  { path: 'minutes/:id', screen: 'minutes/MinutesDetailScreen' },
  { path: 'minutes/:id/edit', screen: 'minutes/MinutesFormScreen' },
  { path: 'chains', screen: 'chains/ChainListScreen' },
  { path: 'chains/new', screen: 'chains/ChainFormScreen' },
  { path: 'chains/:id', screen: 'chains/ChainScreen' },
  { path: 'chains/:id/edit', screen: 'chains/ChainFormScreen' },
  { path: 'chains/:id/print', screen: 'chains/ChainPrintScreen' },
  { path: 'promises', screen: 'promises/PromiseListScreen' },
  { path: 'imports', screen: 'imports/ImportScreen' },
  { path: 'sync', screen: 'sync/SyncScreen' },
  { path: 'sync/log', screen: 'sync/SyncLogScreen' },
  { path: 'sync/clearance', screen: 'sync/ClearanceScreen' },
  { path: 'sync/exchange', screen: 'exchange/ExchangeScreen' },
  { path: 'settings', screen: 'settings/SettingsScreen' },
  { path: 'account', screen: 'account/SignInAgainScreen' },
]
