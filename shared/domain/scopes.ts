/** Reference data every signed-in person of the organisation reads: units, users. */
export const orgScope = 'org'

/** What belongs to a unit: read and written by its people and by those of the units above it. */
export const unitScope = (unitId: string): string => `unit:${unitId}`
/** What belongs to a trip: read and written by its members and by those who hold its unit. */
export const tripScope = (tripId: string): string => `trip:${tripId}`
/** What a unit hands down: read by everybody in the units below it, written by those who write for the unit. */
export const belowScope = (unitId: string): string => `below:${unitId}`
/** What belongs to one person. */
export const userScope = (userId: string): string => `user:${userId}`

/**
 * Scopes of a record that belongs to a unit and, when it was made on a trip, to the trip's members too.
 * Values that are no text count as absent, since a record may come from an older or newer version.
 */
export function unitAndTripScopes(values: Readonly<Record<string, unknown>>): readonly string[] {
  const scopes: string[] = []
  if (typeof values.unitId === 'string') scopes.push(unitScope(values.unitId))
  if (typeof values.tripId === 'string') scopes.push(tripScope(values.tripId))
  return scopes
}

/** Scopes of what a unit publishes: its own, and that of the units below it. */
export function unitAndBelowScopes({ unitId }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof unitId === 'string' ? [unitScope(unitId), belowScope(unitId)] : []
}

/** An edit of a note declares no scope of its own: it follows its note. Until the note is known it is its author's. */
export const noteScopes = (): readonly string[] => []
