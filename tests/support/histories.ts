import * as fc from 'fast-check'
import { type Hlc, laterHlc, nextHlc } from '#shared/sync/hlc.ts'
import {
  applyOp,
  baseFor,
  emptyRecord,
  greatestStamp,
  lifeOf,
  type RecordState,
  valuesOf,
  visibleStamps,
} from '#shared/sync/merge.ts'
import { deletedField, type FieldWrite, type Json, type Op, type SetChange } from '#shared/sync/op.ts'
import { setChangeTo, tagOf } from '#shared/sync/sets.ts'

/** Fields of the imaginary record; a conflict on `price` is put before a person. */
export const historyFields = ['price', 'remarks', 'place'] as const
export const surfacedFields = ['price'] as const
/** A field of the imaginary record that unites concurrent writes. */
export const setField = 'phones'

/** A value as an operation carries it. */
export type Written = Op['fields'][string]['v']

type Action =
  | {
      readonly do: 'set'
      readonly fields: readonly string[]
      readonly value: Written
      readonly list: readonly string[]
    }
  | { readonly do: 'delete' }
  | { readonly do: 'undelete' }
  | { readonly do: 'hear'; readonly from: number }

/** One step of one device; `clockMs` is what its clock shows, right or wrong. */
export interface Step {
  readonly device: number
  readonly clockMs: number
  readonly action: Action
}

export interface History {
  readonly steps: readonly Step[]
  /** Operations in the order they were made: every one comes after those its author had seen. */
  readonly ops: readonly Op[]
}

const startMs = 1_790_000_000_000
const tenYears = 10 * 365 * 86_400_000

const clockMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: startMs, max: startMs + 50 }) },
  { weight: 1, arbitrary: fc.integer({ min: startMs - tenYears, max: startMs + tenYears }) },
)

const value: fc.Arbitrary<Written> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Written[]>('a', 'b', 1, null) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.parse(JSON.stringify(json))) },
)

const action = (devices: number): fc.Arbitrary<Action> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('set' as const),
        fields: fc.subarray([...historyFields, setField, setField], { minLength: 1 }),
        value,
        list: fc.array(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'delete' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'undelete' as const }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('hear' as const), from: fc.nat({ max: devices - 1 }) }),
    },
  )

/**
 * Random histories of one record on several devices that now and then hear everything another one knows. Clocks
 * stand still, jump back and run years ahead.
 */
export function histories(options: { devices?: number; maxSteps?: number } = {}): fc.Arbitrary<History> {
  const devices = options.devices ?? 3
  const step = fc.record({ device: fc.nat({ max: devices - 1 }), clockMs, action: action(devices) })
  return fc
    .array(step, { minLength: 1, maxLength: options.maxSteps ?? 25 })
    .map((steps) => ({ steps, ops: play(steps, devices) }))
}

interface Player {
  seen: Set<Op>
  state: RecordState
  last: Hlc | null
  localSeq: number
}

function play(steps: readonly Step[], devices: number): Op[] {
  const players: Player[] = Array.from({ length: devices }, () => ({
    seen: new Set(),
    state: emptyRecord,
    last: null,
    localSeq: 0,
  }))
  const ops: Op[] = []
  for (const step of steps) {
    const player = players[step.device]
    if (!player) continue
    if (step.action.do === 'hear') {
      const from = players[step.action.from]
      // In the order they were made, as a feed delivers them.
      if (from) for (const op of ops) if (from.seen.has(op)) learn(player, op)
      continue
    }
    const fields = fieldsOf(step.action, player.state)
    if (!fields) continue
    player.last = nextHlc(player.last, step.clockMs, nodeOf(step.device))
    const stamp = player.last
    player.localSeq += 1
    const op: Op = {
      opId: idOf(ops.length),
      device: idOf(1000 + step.device),
      incarnation: idOf(2000 + step.device),
      localSeq: player.localSeq,
      table: 'visits',
      id: idOf(9999),
      kind: step.action.do,
      fields: Object.fromEntries(fields.map(({ name, ...write }) => [name, { ...write, hlc: stamp }])),
      schemaVersion: 1,
      author: idOf(3000 + step.device),
    }
    ops.push(op)
    learn(player, op)
  }
  return ops
}

function learn(player: Player, op: Op): void {
  if (player.seen.has(op)) return
  player.seen.add(op)
  player.state = applyOp(player.state, op).state
  player.last = laterHlc(player.last, greatestStamp(player.state))
}

function fieldsOf(
  action: Exclude<Action, { do: 'hear' }>,
  state: RecordState,
): (Omit<FieldWrite, 'hlc'> & { name: string })[] | undefined {
  const life = lifeOf(state)
  switch (action.do) {
    case 'set':
      if (life === 'deleted') return undefined
      return [...new Set(action.fields)].flatMap((name) => {
        const base = baseFor(
          state,
          name,
          surfacedFields.some((surfaced) => surfaced === name),
        )
        if (name !== setField) return [{ name, v: action.value, base }]
        const set = setChangeTo(state[setField]?.set, seenList(state), action.list)
        return set ? [{ name, v: [...action.list], base, set }] : []
      })
    case 'delete':
      if (life === 'deleted' || Object.keys(state).length === 0) return undefined
      return [
        {
          name: deletedField,
          v: { covers: visibleStamps(state) },
          base: baseFor(state, deletedField, false),
        },
      ]
    case 'undelete':
      if (life === 'alive') return undefined
      return [{ name: deletedField, v: null, base: baseFor(state, deletedField, false) }]
  }
}

const seenList = (state: RecordState): readonly Json[] => {
  const seen = valuesOf(state)[setField]
  return Array.isArray(seen) ? seen : []
}

const nodeOf = (device: number) => (device + 1).toString(16).padStart(16, '0')

/** A well-formed identifier made of a number. */
export const idOf = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Any set of well-formed operations, also such as no honest device makes: shared stamps, bases from nowhere. */
export function wildOps(): fc.Arbitrary<Op[]> {
  const stamp = fc
    .record({ ms: fc.nat({ max: 3 }), node: fc.nat({ max: 2 }) })
    .map(({ ms, node }) => nextHlc(null, startMs + ms, nodeOf(node)))
  const write = fc.record({
    v: value,
    hlc: stamp,
    base: fc.uniqueArray(stamp, { maxLength: 3 }),
  })
  const tag = fc.record({ hlc: stamp, n: fc.nat({ max: 2 }) }).map(tagOf)
  const set: fc.Arbitrary<SetChange> = fc.record({
    add: fc.array(fc.constantFrom('p', 'q'), { maxLength: 3 }),
    remove: fc.uniqueArray(tag, { maxLength: 3 }),
  })
  // Now and then a version without sets writes the field too.
  const setWrite = fc.tuple(write, fc.option(set)).map(([one, change]) => ({
    ...one,
    ...(change ? { v: change.add, set: change } : {}),
  }))
  const covers = fc.record({
    v: fc.oneof(fc.constant(null), fc.record({ covers: fc.array(stamp, { maxLength: 4 }) })),
    hlc: stamp,
    base: fc.uniqueArray(stamp, { maxLength: 2 }),
  })
  const names = fc.constantFrom(...historyFields, 'constructor', 'toString', '将来的字段')
  const fields = fc
    .tuple(
      fc.uniqueArray(fc.tuple(names, write), { maxLength: 3, selector: ([name]) => name }),
      fc.option(covers),
      fc.option(setWrite),
    )
    .map(([entries, deletion, list]) =>
      Object.fromEntries<FieldWrite>([
        ...entries,
        ...(deletion ? [[deletedField, deletion] as const] : []),
        ...(list ? [[setField, list] as const] : []),
      ]),
    )
  return fc.array(fc.record({ fields, author: fc.nat({ max: 2 }) }), { maxLength: 8 }).map((drafts) =>
    drafts.map(({ fields: written, author }, index) => ({
      opId: idOf(index),
      device: idOf(1000 + author),
      incarnation: idOf(2000 + author),
      localSeq: index + 1,
      table: 'visits',
      id: idOf(9999),
      kind: 'set',
      fields: written,
      schemaVersion: 1,
      author: idOf(3000 + author),
    })),
  )
}

/** The state a replica reaches that hears these operations in this order. */
export function stateAfter(ops: Iterable<Op>, from: RecordState = emptyRecord): RecordState {
  let state = from
  for (const op of ops) state = applyOp(state, op).state
  return state
}
