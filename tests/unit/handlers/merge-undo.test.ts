import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { MergeableTable } from '../../../shared/domain/mergeable-tables.ts'
import {
  childKinds,
  type Hand,
  type MergeWorld,
  mergeWorld,
  type Values,
  type Written,
} from '../../support/merge-world.ts'

vi.setConfig({ testTimeout: 60_000 })

let world: MergeWorld
beforeAll(() => {
  world = mergeWorld()
})
afterAll(() => world.close())

const hand = fc.constantFrom<Hand>(0, 1)
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })
const text = maybe(fc.constantFrom('甲路一号', '乙路二号', '丙路三号', '甲'))
const badge = fc.constantFrom(2023, 2024, 2025).map((listYear) => ({
  ...{ type: 'leader', listYear, rank: null, level: null, category: null },
}))
const chainLink = fc.constantFrom(uuidv7(), uuidv7(), uuidv7())

const firm = fc.record(
  {
    name: fc.constantFrom('样例锂电', '样例锂电有限公司', '深圳样例锂电', '樣例鋰電'),
    shortName: text,
    city: maybe(fc.constantFrom('深圳', '深圳市', '东莞市')),
    address: text,
    website: text,
    remarks: text,
    isLocal: fc.boolean(),
    employees: maybe(fc.nat(9)),
    status: maybe(fc.constantFrom('untouched', 'contacted', 'talks')),
    badges: fc.uniqueArray(badge, { maxLength: 3, selector: ({ listYear }) => listYear }),
    chainLinkIds: fc.uniqueArray(chainLink, { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
)
const person = fc.record(
  {
    name: fc.constantFrom('样例甲', '样例乙'),
    phones: fc.uniqueArray(fc.constantFrom('13800000001', '13800000002', '0755-26000000')),
    wechat: text,
    remarks: text,
    hometownTie: fc.boolean(),
  },
  { requiredKeys: ['name'] },
)

const table = fc.constantFrom<MergeableTable>('enterprises', 'enterprises', 'contacts')
const place = fc.nat(2)
const choices = fc.dictionary(
  fc.constantFrom('name', 'address', 'remarks', 'badges', 'phones', 'city', 'chainLinkIds', 'isLocal'),
  fc.constantFrom<'kept' | 'merged' | 'both'>('kept', 'merged', 'both'),
)
const merging = fc.record({
  do: fc.constant('merge' as const),
  hand,
  table,
  kept: place,
  other: place,
  choices,
})
const step = fc.oneof(
  { weight: 3, arbitrary: merging },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), hand, table, at: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('edit' as const), hand, table, at: place },
      field: fc.constantFrom('name', 'address', 'remarks', 'list', 'flag'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('child' as const),
      hand,
      kind: fc.nat(childKinds - 1),
      at: place,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('editChild' as const), hand, at: fc.nat(30) }) },
)

/** What chance alone seldom brings about: a merge with a child saved in between, two apart, a write not seen by it. */
const opening = fc
  .tuple(fc.nat(3), hand, table, choices, fc.nat(childKinds - 1))
  .map(([kind, by, of, chosen, at]) => {
    const other: Hand = by === 0 ? 1 : 0
    const merge = { do: 'merge' as const, hand: by, table: of, kept: 0, other: 1, choices: chosen }
    const edit = { do: 'edit' as const, hand: other, table: of, at: 0, field: 'address' as const }
    if (kind === 0) return [merge, { do: 'sync' as const }, { do: 'editChild' as const, hand: other, at }]
    if (kind === 1) return [merge, { ...merge, hand: other, kept: 2 }]
    if (kind === 2) return [edit, { ...merge, choices: { ...chosen, address: 'merged' as const } }]
    return []
  })

const lists = { enterprises: 'badges', contacts: 'phones' } as const

/** What a person writes into a field: never twice the same. */
function changeOf(kind: MergeableTable, field: string, turn: number): (shown: Values) => Values {
  if (field === 'name' || field === 'remarks') return () => ({ [field]: `改过${turn}` })
  if (field === 'address') return () => ({ [kind === 'contacts' ? 'wechat' : field]: `改过${turn}` })
  if (field === 'flag') return () => (kind === 'contacts' ? { gender: 'female' } : { employees: 100 + turn })
  const added =
    kind === 'contacts'
      ? `1390000${1000 + turn}`
      : { type: 'leader', listYear: 2030, rank: turn + 1, level: null, category: null }
  return (shown) => {
    const list = shown[lists[kind]]
    return { [lists[kind]]: [...(Array.isArray(list) ? list : []), added] }
  }
}

const written = (kind: MergeableTable, id: string, values: object): Written => ({
  ...{ table: kind, id, values: values as Values },
})

it('whatever is merged, written and sent in between, undoing all merges leaves what there would be without them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(firm, firm, firm),
      fc.tuple(person, person, person),
      fc.tuple(opening, fc.array(step, { maxLength: 12, size: 'max' })).map((parts) => parts.flat()),
      fc.infiniteStream(hand),
      async (firms, people, steps, hands) => {
        const ids = { enterprises: firms.map(() => uuidv7()), contacts: people.map(() => uuidv7()) }
        const born: { id: string; kind: number }[] = []
        const idAt = (of: MergeableTable, at: number) => ids[of][at] ?? ''
        const bear = async (by: Hand, kind: number, at: number) => {
          born.push({ id: uuidv7(), kind })
          const of = { firm: idAt('enterprises', at), person: idAt('contacts', at) }
          await world.addChild(by, kind, born.at(-1)?.id ?? '', of)
        }
        for (let kind = 0; kind < childKinds; kind += 1) born.push({ id: uuidv7(), kind })
        await world.begin(
          [
            ...firms.map((values, at) => written('enterprises', idAt('enterprises', at), values)),
            ...people.map((values, at) => written('contacts', idAt('contacts', at), values)),
          ],
          born.map(({ id }) => id),
        )
        let listsChanged = false
        for (const [turn, each] of steps.entries()) {
          switch (each.do) {
            case 'merge':
              if (each.kept !== each.other)
                await world.merge(
                  ...([each.hand, each.table, idAt(each.table, each.kept)] as const),
                  ...([idAt(each.table, each.other), each.choices] as const),
                )
              break
            case 'undo':
              // Who undoes a merge while another person merges the same record apart settles nothing of that other one.
              await world.sync()
              await world.undo(each.hand, each.table, idAt(each.table, each.at))
              break
            case 'sync':
              await world.sync()
              break
            case 'edit':
              await world.edit(
                each.hand,
                each.table,
                idAt(each.table, each.at),
                changeOf(each.table, each.field, turn),
              )
              listsChanged ||= each.field === 'list'
              break
            case 'child':
              await bear(each.hand, each.kind, each.at)
              break
            case 'editChild': {
              const of = born[each.at % born.length]
              if (of) await world.editChild(each.hand, of.kind, of.id, `改过${turn}`)
            }
          }
        }
        await world.sync()
        for (const of of ['enterprises', 'contacts'] as const)
          for (const id of ids[of]) if (await world.undo(hands.next().value ?? 0, of, id)) await world.sync()
        const all = [...ids.enterprises, ...ids.contacts, ...born.map(({ id }) => id)]
        const expected = await world.seen('twin', all, listsChanged)
        for (const laptop of [0, 1] as const) {
          const seen = await world.seen(laptop, all, listsChanged)
          const differing = [...new Set([...expected.keys(), ...seen.keys()])]
            .filter((key) => expected.get(key) !== seen.get(key))
            .map((key) => ({ key, seen: seen.get(key), expected: expected.get(key) }))
          expect(differing).toEqual([])
        }
      },
    ),
    { numRuns: Number(process.env.OUTPOST_RUNS ?? 12), interruptAfterTimeLimit: 40_000 },
  )
})
