import { matchRoutes, type RouteObject } from 'react-router'
import { describe, expect, it } from 'vitest'
import { type Place, places } from '../../../renderer/app/places.ts'
import { recordAddress } from '../../../renderer/screens/sync/record-address.ts'
import { entities, type TableName } from '../../../shared/domain/entities.ts'
import { homesOf } from '../../../shared/domain/record-homes.ts'

const routeOf = ({ path, detail }: Place): RouteObject => ({
  path,
  ...(detail ? { children: [routeOf(detail)] } : {}),
})
const routes = places.map(routeOf)
const someId = '019ab3f0-0000-7000-8000-000000000001'
const tables = Object.keys(entities) as TableName[]
/** Whatever names another record is filled in. */
const valuesOf = (table: TableName) => ({
  ...Object.fromEntries(
    Object.keys(entities[table].fields)
      .filter((field) => field.endsWith('Id'))
      .map((field) => [field, someId]),
  ),
  ownerTable: 'projects',
  place: 'contacts',
})
/** Where it is seen, going on to the owner's owner as the data host does. */
const seenAt = (table: TableName, values: Readonly<Record<string, unknown>>): string | undefined => {
  let [home] = homesOf(table, someId, values)
  for (let last: TableName = table; home && home.table !== last && home.id !== null; ) {
    last = home.table
    home = homesOf(last, someId, valuesOf(last))[0]
  }
  return home && recordAddress(table, someId, home)
}

describe('a record in a list of the sync centre', () => {
  it.each(tables)(
    'of %s leads to a screen that is there, unless it is one that only the server writes',
    (table) => {
      const address = seenAt(table, valuesOf(table))
      if (address === undefined) return expect(entities[table].mergeClass).toBe('published')
      expect(matchRoutes(routes, address), address).not.toBeNull()
    },
  )

  it.each([
    ['negotiationRounds', { enterpriseId: someId }, `/enterprises/${someId}?tab=talks&part=ledger`],
    ['negotiationTopics', { enterpriseId: someId }, `/enterprises/${someId}?tab=talks&part=ledger`],
    ['contactPosts', { contactId: someId }, `/contacts/${someId}`],
    ['tripLegs', { tripId: someId }, `/trips/${someId}`],
    ['notes', { ownerTable: 'visits', ownerId: someId }, `/visits/${someId}`],
    ['notes', { ownerTable: null, ownerId: null, enterpriseId: someId }, `/enterprises/${someId}?tab=talks`],
    ['attachments', { ownerTable: 'projects', ownerId: someId }, `/projects/${someId}?tab=attachments`],
    ['demands', {}, `/promises?tab=demands&open=${someId}`],
    ['chainLinks', { chainId: someId }, `/chains/${someId}?link=${someId}`],
    ['savedViews', { place: 'visits' }, '/visits'],
    ['targetListItems', {}, '/target-lists'],
    ['ignoredPairs', {}, '/duplicates'],
  ] as const)('of %s with %j leads to where it is seen', (table, values, address) => {
    expect(seenAt(table, values)).toBe(address)
  })

  it('of a kind that only a newer version knows leads nowhere', () => {
    expect(homesOf('postcards', someId, { enterpriseId: someId })).toEqual([])
  })
})
