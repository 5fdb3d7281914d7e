import type { RecordHome } from '#shared/domain/record-homes.ts'

/** Screens that show all records of a table; every other table has a list under its own name. */
const screens: Readonly<Partial<Record<RecordHome['table'], string>>> = {
  targetLists: '/target-lists',
  targetListItems: '/target-lists',
  publishedLists: '/target-lists',
  publishedListItems: '/target-lists',
  ignoredPairs: '/duplicates',
}

/** The tab of an enterprise or a project on which what belongs to it is seen. */
const tabs: Readonly<Record<string, string>> = {
  notes: '?tab=talks',
  noteEdits: '?tab=talks',
  negotiationTopics: '?tab=talks&part=ledger',
  negotiationRounds: '?tab=talks&part=ledger',
  attachments: '?tab=attachments',
}

/** The address at which a record of a table is seen, given where that is. */
export function recordAddress(table: string, recordId: string, home: RecordHome): string {
  if (home.id === null) return screens[home.table] ?? `/${home.table}`
  switch (home.table) {
    case 'enterprises':
    case 'projects':
      return `/${home.table}/${home.id}${tabs[table] ?? ''}`
    case 'demands':
    case 'commitments':
    case 'followUps':
      return `/promises?tab=${home.table}&open=${home.id}`
    case 'industryChains':
      return table === 'chainLinks' ? `/chains/${home.id}?link=${recordId}` : `/chains/${home.id}`
    default:
      return `/${home.table}/${home.id}`
  }
}
