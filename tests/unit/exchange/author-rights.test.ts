import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entityOf } from '#shared/domain/entities.ts'
import { tripScope } from '#shared/domain/scopes.ts'
import { hlcOf } from '#shared/sync/hlc.ts'
import {
  applyOp,
  emptyRecord,
  lifeOf,
  type RecordState,
  valuesOf,
  visibleStamps,
} from '#shared/sync/merge.ts'
import { Op } from '#shared/sync/op.ts'
import { authorRights } from '../../../electron/data/exchange/author-rights.ts'
import { writeState } from '../../../electron/data/record/write-state.ts'
import { takeInHand } from '../../../electron/data/sync/record-in-hand.ts'
import { type Find, judge } from '../../../server/sync/judge.ts'
import { ownScopes, type ServerRecord, serverRecord } from '../../../server/sync/server-record.ts'
import { idOf } from '../../support/histories.ts'
import { openTestStore, type TestStore } from '../../support/open-store.ts'

const names = [
  ...['bureau', 'zone', 'park', 'far', 'author', 'colleague', 'stranger', 'ownTrip', 'guestTrip', 'farTrip'],
  ...['firm', 'farFirm', 'guestFirm', 'contact', 'farContact', 'visit', 'ownVisit', 'farVisit', 'note'],
  ...[
    'guestNote',
    'project',
    'list',
    'farDemand',
    'guestVisit',
    'goneVisit',
    'member',
    'fresh',
    'bureauList',
  ],
  ...['ownerless', 'hisMembership', 'chain', 'unknown'],
] as const
type Name = (typeof names)[number]
const id = Object.fromEntries(names.map((name, index) => [name, idOf(100 + index)])) as Record<Name, string>
const at = '2026-01-01T00:00:00.000Z'

let stamps = 0
/** An operation of the author's unless somebody else is named. */
function written(table: string, on: string, values: object, more: Partial<Op> = {}): Op {
  stamps += 1
  const hlc = hlcOf(Date.UTC(2026, 0, 2), stamps, '00000000000000bb')
  return Op.parse({
    ...{ opId: uuidv7(), device: idOf(1), incarnation: idOf(2), localSeq: 1, schemaVersion: 1 },
    ...{ author: id.author, kind: 'set', table, id: on },
    fields: Object.fromEntries(Object.entries(values).map(([field, v]) => [field, { v, hlc, base: [] }])),
    ...more,
  })
}

const required: Readonly<Record<string, object>> = {
  units: { name: '样例单位', kind: 'department' },
  users: { name: '样例', role: 'field' },
  trips: { title: '样例', kind: 'small_team', startOn: '2026-01-01', endOn: '2026-01-02', state: 'planned' },
  tripMembers: { tripId: id.guestTrip, name: '样例', role: 'member' },
  enterprises: { name: '样例公司' },
  contacts: { name: '样例' },
  contactPosts: { contactId: id.contact, enterpriseId: id.firm },
  visits: {
    ...{ type: 'door_to_door', mode: 'onsite', occurredOn: '2026-01-01', enterpriseId: id.firm },
    ...{ confidentiality: 'internal', topics: '洽谈' },
  },
  notes: { occurredOn: '2026-01-01', confidentiality: 'internal' },
  noteEdits: { noteId: id.note, kind: 'update', content: 'AAAA' },
  projects: { name: '样例项目', kind: 'new', stage: 'reserve' },
  demands: { content: '用地', category: 'land', enterpriseId: id.firm, state: 'open' },
  publishedLists: { title: '样例清单', quarterFrom: '2026-01-01', version: 1, issuedOn: '2026-01-01' },
}

/** All the values of a new record; `by` makes it and `unitId` is the zone's unless said. */
function made(table: string, on: string, values: object = {}, by: string = id.author): Op {
  const common = { unitId: id.zone, createdBy: by, createdAt: at, origin: 'manual' }
  const record = { ...common, ...required[table], ...values, id: on }
  const parsed = entityOf(table)?.record.parse(record) ?? record
  const { id: _, ...fields } = { ...parsed }
  return written(table, on, fields, { author: by })
}

const of = (unitId: string, more: object = {}) => ({ unitId, ...more })
const world: readonly Op[] = [
  made('units', id.bureau, of(id.bureau, { parentId: null })),
  made('units', id.zone, of(id.zone, { parentId: id.bureau })),
  made('units', id.park, of(id.park, { parentId: id.zone })),
  made('units', id.far, of(id.far, { parentId: id.bureau })),
  made('users', id.author, of(id.zone, { role: 'office_head' })),
  made('trips', id.ownTrip, of(id.park), id.colleague),
  made('trips', id.guestTrip, of(id.far), id.stranger),
  made('trips', id.farTrip, of(id.far), id.stranger),
  made('tripMembers', id.hisMembership, of(id.far, { userId: id.author }), id.stranger),
  made('enterprises', id.firm, {}, id.colleague),
  made('enterprises', id.farFirm, of(id.far), id.stranger),
  made('enterprises', id.guestFirm, of(id.far), id.stranger),
  made('contacts', id.contact, {}, id.colleague),
  made('contacts', id.farContact, of(id.far), id.stranger),
  made('visits', id.visit, {}, id.colleague),
  made('visits', id.ownVisit),
  made('visits', id.farVisit, of(id.far, { enterpriseId: id.farFirm }), id.stranger),
  made(
    'visits',
    id.guestVisit,
    of(id.far, { enterpriseId: id.guestFirm, tripId: id.guestTrip }),
    id.stranger,
  ),
  made('visits', id.goneVisit, { enterpriseId: id.farFirm }),
  made('notes', id.note, {}, id.colleague),
  made('notes', id.guestNote, of(id.far), id.stranger),
  made('projects', id.project, {}, id.colleague),
  made('publishedLists', id.list, {}, id.colleague),
  made('publishedLists', id.bureauList, of(id.bureau), id.stranger),
  made('demands', id.farDemand, of(id.far), id.stranger),
  written('laterThings', id.ownerless, { createdBy: id.stranger, title: '样例' }, { author: id.stranger }),
]

const merged = (ops: readonly Op[]) =>
  ops.reduce<RecordState>((state, op) => applyOp(state, op).state, emptyRecord)
const states = new Map(world.map((op) => [`${op.table} ${op.id}`, merged([op])]))
/** His own visit to an enterprise that he cannot read any more, deleted. */
const covers = visibleStamps(states.get(`visits ${id.goneVisit}`) ?? emptyRecord)
const deleted = written('visits', id.goneVisit, { deleted: { covers } }, { kind: 'delete' })
states.set(`visits ${id.goneVisit}`, merged([...world.filter(({ id: on }) => on === id.goneVisit), deleted]))

const request = (state: string, requestedBy: string) => ({
  ...{ state, from: 'reserve', to: 'lead', on: '2026-01-01', proof: null, reason: null },
  ...{ requestedBy, requestedAt: at, refusal: null, refusedField: null, decidedAt: null },
})

const lawful: readonly (readonly [string, Op])[] = [
  ['a new enterprise of his unit', made('enterprises', id.fresh)],
  ['a new enterprise of a unit below his', made('enterprises', id.fresh, of(id.park))],
  ['a new trip of his unit', made('trips', id.fresh)],
  ['a new visit to an enterprise of his unit', made('visits', id.fresh)],
  [
    'a visit of his unit on a trip he is a guest of',
    made('visits', id.fresh, { tripId: id.guestTrip, enterpriseId: id.guestFirm }),
  ],
  [
    'a visit for the unit of a trip he is a guest of',
    made('visits', id.fresh, of(id.far, { tripId: id.guestTrip, enterpriseId: id.guestFirm })),
  ],
  ['a change of an enterprise of a colleague', written('enterprises', id.firm, { shortName: '样例' })],
  ['a change of an enterprise of his trip', written('enterprises', id.guestFirm, { shortName: '样例' })],
  ['a change of his own visit', written('visits', id.ownVisit, { topics: '另' })],
  ['a member brought onto a trip of his unit', made('tripMembers', id.member, { tripId: id.ownTrip })],
  ['a list that his role publishes', made('publishedLists', id.fresh)],
  ['a change of a list of his unit', written('publishedLists', id.list, { dept: '样例' })],
  ['an edit of a note he reads', made('noteEdits', id.fresh)],
  [
    'a request for the next stage of a project',
    written('projects', id.project, { stageRequest: request('pending', id.author) }, { kind: 'request' }),
  ],
  ['a change of something nobody here has heard of', written('enterprises', id.unknown, { name: '样例' })],
  [
    'a visit to an enterprise nobody here has heard of',
    made('visits', id.fresh, { enterpriseId: id.unknown }),
  ],
]

const foreign: readonly (readonly [string, Op])[] = [
  ['a unit', written('units', id.zone, { parentId: null })],
  ['his own role', written('users', id.author, { role: 'sys_admin' })],
  ['a decision', written('projects', id.project, { remarks: '样例' }, { kind: 'decision' })],
  ['a link of an industry chain', written('chainLinks', id.chain, { name: '样例' }, { author: id.stranger })],
  ['a new enterprise in another one’s name', made('enterprises', id.fresh, { createdBy: id.colleague })],
  ['a new enterprise of another unit', made('enterprises', id.fresh, of(id.far))],
  ['a new enterprise of the unit above', made('enterprises', id.fresh, of(id.bureau))],
  ['a change of a colleague’s visit', written('visits', id.visit, { topics: '另' })],
  ['a change of a demand of another unit', written('demands', id.farDemand, { content: '另' })],
  ['a change of who made an enterprise', written('enterprises', id.firm, { createdBy: id.author })],
  ['a membership in a trip of another unit', made('tripMembers', id.member, { tripId: id.farTrip })],
  ['a visit on a trip of another unit', made('visits', id.fresh, { tripId: id.farTrip })],
  ['a visit to an enterprise of another unit', made('visits', id.fresh, { enterpriseId: id.farFirm })],
  [
    'a visit pointed to an enterprise of another unit',
    written('visits', id.ownVisit, { enterpriseId: id.farFirm }),
  ],
  [
    'a visit that comes back to an enterprise he cannot read',
    written('visits', id.goneVisit, { deleted: null }, { kind: 'undelete' }),
  ],
  ['a post of a contact of another unit', made('contactPosts', id.fresh, { contactId: id.farContact })],
  ['a merge into an enterprise of another unit', written('enterprises', id.firm, { mergedInto: id.farFirm })],
  ['a trip taken away from its unit by a guest', written('trips', id.guestTrip, of(id.zone))],
  ['an edit of a note of another unit', made('noteEdits', id.fresh, { noteId: id.guestNote })],
  ['a change of a list of the unit above', written('publishedLists', id.bureauList, { dept: '样例' })],
  ['a change of what belongs to another one alone', written('laterThings', id.ownerless, { title: '另' })],
  ['an enterprise moved without a request', written('enterprises', id.firm, of(id.park))],
  ['a stage reached without a request', written('projects', id.project, { stage: 'signed' })],
  ['a new project that begins far on', made('projects', id.fresh, { stage: 'signed' })],
  [
    'a request in another one’s name',
    written('projects', id.project, { stageRequest: request('pending', id.colleague) }, { kind: 'request' }),
  ],
  [
    'a request that grants itself',
    written('projects', id.project, { stageRequest: request('accepted', id.author) }, { kind: 'request' }),
  ],
]

/** The server's answer, that knows what the laptop knows. */
function serverTakes(op: Op): boolean {
  const record = ({ table, id: on }: { table: string; id: string }): ServerRecord | undefined => {
    const state = states.get(`${table} ${on}`)
    if (!state) return undefined
    const base = { table, id: on, state, values: valuesOf(state), life: lifeOf(state), scopes: [] }
    const bare = serverRecord(base)
    const visited = on === id.guestFirm ? [tripScope(id.guestTrip)] : []
    return { ...bare, scopes: [...ownScopes(bare, op.author), ...visited] }
  }
  const find: Find = (table, on) => (typeof on === 'string' ? record({ table, id: on }) : undefined)
  const rights = {
    ...{ userId: op.author, role: op.author === id.author ? 'office_head' : null },
    units: new Set(op.author === id.author ? [id.zone, id.park] : []),
    trips: new Set(op.author === id.author ? [id.ownTrip, id.guestTrip] : []),
  }
  const judgement = judge(op, record(op), find, rights)
  if (!('refusal' in judgement)) return true
  const { reason, detail, lacks } = judgement.refusal
  if (reason === 'invalid' && detail?.includes(': ')) throw new Error(`no well-formed operation: ${detail}`)
  return lacks === 'record'
}

describe('what a colleague wrote', () => {
  let test: TestStore
  beforeAll(async () => {
    test = openTestStore()
    await test.store.write(async (tx) => {
      for (const [name, state] of states) {
        const [table = '', on = ''] = name.split(' ')
        await writeState(tx, table, on, state, [], at)
      }
    })
  })
  afterAll(() => test.remove())

  const laptopShows = (op: Op) =>
    test.store.read(async (db) => {
      const record = await takeInHand(db, op)
      record.carried.push(op)
      return (await authorRights(db).foreignIn(record)).size === 0
    })

  it.each(lawful)('is shown by a laptop as the server takes it: %s', async (_, op) => {
    expect({ taken: serverTakes(op), shown: await laptopShows(op) }).toEqual({ taken: true, shown: true })
  })

  it.each(foreign)('is not shown by a laptop as the server refuses it: %s', async (_, op) => {
    expect({ taken: serverTakes(op), shown: await laptopShows(op) }).toEqual({ taken: false, shown: false })
  })

  it('is shown on a trip of which the laptop knows nothing, whatever the server will say', async () => {
    expect(await laptopShows(made('visits', id.fresh, { tripId: id.unknown }))).toBe(true)
  })
})
