import { describe, expect, it } from 'vitest'
import { type Attempt, authorise } from '../../../shared/sync/authorise.ts'

const me = 'user-1'
const rights = {
  userId: me,
  role: 'field',
  units: new Set(['zone', 'park']),
  trips: new Set(['mine', 'guest']),
}

const mine: Attempt = {
  author: me,
  mergeClass: 'shared',
  writers: null,
  before: null,
  after: { createdBy: me, ownScopes: ['unit:zone'] },
  opensScope: null,
  tripUnit: null,
  references: [],
}
const changed = (ownScopes: readonly string[], scopes = ownScopes, createdBy: string = me) => ({
  before: { createdBy, ownScopes, scopes },
  after: { createdBy, ownScopes },
})

const allowed: readonly [string, Partial<Attempt>][] = [
  ['a new record of my unit', {}],
  ['a new record of a unit below mine', { after: { createdBy: me, ownScopes: ['unit:park'] } }],
  [
    'a new trip of my unit',
    { after: { createdBy: me, ownScopes: ['unit:zone', 'trip:new'] }, opensScope: 'trip:new' },
  ],
  [
    'a visit of my unit on a trip I am a guest of',
    { after: { createdBy: me, ownScopes: ['unit:zone', 'trip:guest'] } },
  ],
  [
    "a visit for the trip's unit on a trip I am a guest of",
    { after: { createdBy: me, ownScopes: ['unit:far', 'trip:guest'] }, tripUnit: 'far' },
  ],
  [
    'a change of a shared record that somebody of my unit made',
    changed(['unit:zone'], ['unit:zone'], 'user-2'),
  ],
  [
    'a change of a shared record that only my trip shows me',
    changed(['unit:far'], ['unit:far', 'trip:guest'], 'user-2'),
  ],
  ['a new record that my role keeps', { writers: ['field', 'analyst'] }],
  ['a change of my own note', { mergeClass: 'author', ...changed(['unit:zone']) }],
  [
    'a record of mine alone, of a kind the server does not know',
    { after: { createdBy: me, ownScopes: [`user:${me}`] } },
  ],
  [
    'a move between two units of mine',
    {
      before: { createdBy: 'user-2', ownScopes: ['unit:zone'], scopes: ['unit:zone'] },
      after: { createdBy: 'user-2', ownScopes: ['unit:park'] },
    },
  ],
  [
    'a visit to an enterprise that my trip shows me',
    { references: [{ field: 'enterpriseId', scopes: ['unit:far', 'trip:mine'] }] },
  ],
]

const refused: readonly [string, Partial<Attempt>, string, string | null][] = [
  ["somebody else's operation", { author: 'user-2' }, 'not-yours', 'author'],
  ['a new record that another role keeps', { writers: ['analyst'] }, 'not-allowed', 'role'],
  [
    'a change of one of my own that another role keeps by now',
    { writers: ['analyst'], ...changed(['unit:zone']) },
    'not-allowed',
    'role',
  ],
  ['a published record', { mergeClass: 'published' }, 'server-decides', null],
  ['a record that the server decides', { mergeClass: 'server' }, 'server-decides', null],
  [
    "a new record in somebody else's name",
    { after: { createdBy: 'user-2', ownScopes: ['unit:zone'] } },
    'not-yours',
    'createdBy',
  ],
  [
    'a new record in nobody’s name',
    { after: { createdBy: undefined, ownScopes: ['unit:zone'] } },
    'not-yours',
    'createdBy',
  ],
  [
    "a change of somebody else's note",
    { mergeClass: 'author', ...changed(['unit:zone'], ['unit:zone'], 'user-2') },
    'not-yours',
    null,
  ],
  ['a change of a record I cannot read', changed(['unit:far']), 'not-allowed', null],
  [
    'a change of who made a record',
    {
      before: { createdBy: 'user-2', ownScopes: ['unit:zone'], scopes: ['unit:zone'] },
      after: { createdBy: me, ownScopes: ['unit:zone'] },
    },
    'not-allowed',
    'createdBy',
  ],
  [
    'a new record of another unit',
    { after: { createdBy: me, ownScopes: ['unit:far'] } },
    'not-allowed',
    'unit:far',
  ],
  [
    'a new trip of another unit',
    { after: { createdBy: me, ownScopes: ['unit:far', 'trip:new'] }, opensScope: 'trip:new' },
    'not-allowed',
    'unit:far',
  ],
  [
    'a membership in a trip that is not mine',
    { after: { createdBy: me, ownScopes: ['unit:zone', 'trip:far'] } },
    'not-allowed',
    'trip:far',
  ],
  [
    'a visit for the unit of a trip that is not mine',
    { after: { createdBy: me, ownScopes: ['unit:far', 'trip:far'] }, tripUnit: 'far' },
    'not-allowed',
    'unit:far',
  ],
  [
    'a move out of a unit that is not mine',
    {
      before: { createdBy: me, ownScopes: ['unit:far', 'trip:mine'], scopes: ['unit:far', 'trip:mine'] },
      after: { createdBy: me, ownScopes: ['unit:zone', 'trip:mine'] },
    },
    'not-allowed',
    'unit:far',
  ],
  [
    'a trip taken away from its unit by a guest',
    {
      before: {
        createdBy: 'user-2',
        ownScopes: ['unit:far', 'trip:guest'],
        scopes: ['unit:far', 'trip:guest'],
      },
      after: { createdBy: 'user-2', ownScopes: ['unit:zone', 'trip:guest'] },
      opensScope: 'trip:guest',
      tripUnit: null,
    },
    'not-allowed',
    'unit:far',
  ],
  [
    'a record into the private scope of somebody',
    { after: { createdBy: me, ownScopes: ['user:user-2'] } },
    'not-allowed',
    'user:user-2',
  ],
  [
    'a visit to an enterprise I cannot read',
    { references: [{ field: 'enterpriseId', scopes: ['unit:far'] }] },
    'not-allowed',
    'enterpriseId',
  ],
]

describe('what a user may write', () => {
  it.each(allowed)('includes %s', (_, attempt) => {
    expect(authorise({ ...mine, ...attempt }, rights)).toBeNull()
  })
})

describe('what a user may not write', () => {
  it.each(refused)('is %s', (_, attempt, reason, detail) => {
    expect(authorise({ ...mine, ...attempt }, rights)).toEqual({ reason, detail })
  })
})
