import { orgScope, userScope } from '../domain/scopes.ts'

/** What a user may read and write, as a function of the records as they are now where it is judged. */
export interface Rights {
  readonly userId: string
  /** The user's role, null without a record. */
  readonly role: string | null
  /** The user's unit and every unit below it. */
  readonly units: ReadonlySet<string>
  /** Trips the user is a member of or whose unit is one of `units`, ended and deleted ones too. */
  readonly trips: ReadonlySet<string>
}

/**
 * Whether records of a scope are the user's to read and to write into. What a unit hands down is read by those below
 * it, but written by those who hold the unit itself.
 */
export function holds(rights: Rights, scope: string): boolean {
  if (scope === orgScope || scope === userScope(rights.userId)) return true
  const [kind, id = ''] = scope.split(':', 2)
  const ofUnit = kind === 'unit' || kind === 'below'
  return (ofUnit && rights.units.has(id)) || (kind === 'trip' && rights.trips.has(id))
}
