/** How the records of one entity are found by the search box. */
export interface SearchKind {
  readonly table: string
  /** Place in the index, 1 to 31. Never given to another table. */
  readonly number: number
  /** Searched fields by which people know the record: a hit in them counts more. The first that is filled is its title. */
  readonly names: readonly string[]
  /** Searched fields that hold long texts: a hit in them counts less. All others are between the two. */
  readonly bodies: readonly string[]
  /** Field with the record's own day; null where the day it was last changed counts. */
  readonly day: string | null
  /** Names of people: the first character is read as a surname. */
  readonly person?: true
  /** Found through another record only: the search box shows none of them. */
  readonly hidden?: true
}

/**
 * What the search box finds, in the order in which it is shown. An entity with `searched` fields is found by the one
 * line it has here; a line whose entity does not exist yet finds nothing.
 */
export const searchKinds: readonly SearchKind[] = [
  { table: 'enterprises', number: 1, names: ['name', 'shortName'], bodies: ['remarks'], day: null },
  { table: 'contacts', number: 2, names: ['name'], bodies: ['remarks'], day: null, person: true },
  { table: 'visits', number: 3, names: [], bodies: ['topics', 'outcome', 'nextStep'], day: 'occurredOn' },
  { table: 'notes', number: 4, names: [], bodies: ['body'], day: 'occurredOn' },
  { table: 'trips', number: 5, names: ['title'], bodies: ['purpose'], day: 'startOn' },
  { table: 'projects', number: 6, names: ['name', 'code'], bodies: ['content', 'remarks'], day: null },
  { table: 'policies', number: 7, names: ['title', 'docNo'], bodies: ['body', 'summary'], day: null },
  { table: 'industryChains', number: 23, names: ['name'], bodies: ['remarks'], day: null },
  { table: 'chainLinks', number: 24, names: ['name'], bodies: ['gapNote'], day: null },
  { table: 'attachments', number: 8, names: ['name'], bodies: ['caption'], day: null },
  { table: 'demands', number: 9, names: [], bodies: ['content', 'result'], day: null },
  { table: 'commitments', number: 10, names: [], bodies: ['content', 'evidence'], day: 'madeOn' },
  { table: 'followUps', number: 11, names: ['title'], bodies: [], day: 'dueOn' },
  {
    table: 'minutes',
    number: 20,
    names: ['title'],
    bodies: ['topics', 'demands', 'agreed'],
    day: 'occurredOn',
  },
  { table: 'negotiationTopics', number: 21, names: ['title'], bodies: [], day: null },
  { table: 'negotiationRounds', number: 22, names: [], bodies: ['ask', 'offer'], day: 'occurredOn' },
  { table: 'contactPosts', number: 12, names: [], bodies: [], day: null, hidden: true },
]

/** How a table is found, or undefined for one that the search box does not look at. */
export function searchKindOf(table: string): SearchKind | undefined {
  return searchKinds.find((kind) => kind.table === table)
}
