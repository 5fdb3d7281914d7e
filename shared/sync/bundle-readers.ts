import { belowScope, orgScope, tripScope, unitScope, userScope } from '../domain/scopes.ts'
import type { Rights } from './rights.ts'

/** What a device knows of the organisation that decides who may read what. */
export interface Organisation {
  readonly units: readonly { readonly id: string; readonly parentId: string | null }[]
  readonly users: readonly { readonly id: string; readonly unitId: string }[]
  readonly trips: readonly { readonly id: string; readonly unitId: string }[]
  readonly tripMembers: readonly { readonly tripId: string; readonly userId: string | null }[]
}

/**
 * Scopes that a user may read, by the rule the server grants them with: the organisation's, the user's own, those of
 * their unit and all below it, what the units above it hand down, those of trips they are a member of or that belong
 * to such a unit. Of somebody whom this device does not know: none.
 */
export function scopesReadBy(user: string, organisation: Organisation): ReadonlySet<string> {
  const home = homeOf(user, organisation)
  if (home === undefined) return new Set()
  const { units, trips } = unitsAndTripsOf(user, organisation)
  return new Set([
    orgScope,
    userScope(user),
    ...[...units].map(unitScope),
    ...unitsAbove(home, organisation.units).map(belowScope),
    ...[...trips].map(tripScope),
  ])
}

/**
 * The units and trips that a user may read and write for, see `Rights`. Of somebody whom this device does not know:
 * none.
 */
export function unitsAndTripsOf(user: string, organisation: Organisation): Pick<Rights, 'units' | 'trips'> {
  const home = homeOf(user, organisation)
  if (home === undefined) return { units: new Set(), trips: new Set() }
  const units = unitsBelow(home, organisation.units)
  const trips = organisation.trips.filter(({ unitId }) => units.has(unitId)).map(({ id }) => id)
  const joined = organisation.tripMembers.filter(({ userId }) => userId === user).map(({ tripId }) => tripId)
  return { units, trips: new Set([...trips, ...joined]) }
}

function homeOf(user: string, { users }: Organisation): string | undefined {
  return users.find(({ id }) => id === user)?.unitId
}

function unitsAbove(home: string, units: Organisation['units']): readonly string[] {
  const parents = new Map(units.map(({ id, parentId }) => [id, parentId]))
  const above: string[] = []
  let next = parents.get(home) ?? null
  for (; next !== null && next !== home && !above.includes(next); next = parents.get(next) ?? null)
    above.push(next)
  return above
}

/** A unit and all units below it. */
export function unitsBelow(home: string, units: Organisation['units']): ReadonlySet<string> {
  const below = new Set([home])
  for (let before = 0; before !== below.size; ) {
    before = below.size
    for (const { id, parentId } of units) if (parentId !== null && below.has(parentId)) below.add(id)
  }
  return below
}
