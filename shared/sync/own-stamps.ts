import { type Hlc, laterHlc, nextHlc } from './hlc.ts'
import type { RecordState } from './merge.ts'
import type { Op } from './op.ts'
import { tagOf } from './sets.ts'

/** What a device remembers of stamps. */
export interface StampMemory {
  /** The greatest stamp that it made or took as the time; null when there is none. */
  readonly last: Hlc | null
  /** The greatest that it made above a stamp which it does not take as the time; null when there is none. */
  readonly above: Hlc | null
}

export const noStamps: StampMemory = { last: null, above: null }

type FieldWrites = Op['fields']

/**
 * Gives a local write the stamp with which it is seen. A bundle brings stamps of clocks that run hours ahead, which this
 * device does not take as the time. What a write names as its base it replaces whatever the stamps say; beside what
 * it leaves standing (the other value of an open conflict, what came in while a form was open, the elements of a
 * list before its own) a stamp of the present would lose, or stand in front. There it rises above what stands: the
 * server gives it one of its own clock, as it does the others.
 * @param hlc the next stamp after `last`
 * @returns the writes with their stamp, and what to remember
 */
export function stampToBeSeen(
  state: RecordState,
  { fields, hlc }: { readonly fields: FieldWrites; readonly hlc: Hlc },
  { last, above }: StampMemory,
  { nowMs, node }: { readonly nowMs: number; readonly node: string },
): { readonly fields: FieldWrites; readonly hlc: Hlc; readonly memory: StampMemory } {
  const beside = standingBeside(state, fields)
  if (beside === null || beside < hlc) return { fields, hlc, memory: { last: hlc, above } }
  const risen = nextHlc(laterHlc(above, beside), nowMs, besideNode(node))
  const writes = Object.entries(fields).map(([name, write]) => [name, { ...write, hlc: risen }])
  return { fields: Object.fromEntries(writes), hlc: risen, memory: { last, above: risen } }
}

/**
 * The node of the stamps that rise: another one, since the clock comes to their milliseconds some day, and no stamp may
 * be made twice.
 */
function besideNode(node: string): string {
  return (Number.parseInt(node.slice(0, 1), 16) ^ 8).toString(16) + node.slice(1)
}

/** The greatest stamp that still stands in the fields of a write once it is there; null when nothing does. */
function standingBeside(state: RecordState, fields: FieldWrites): Hlc | null {
  let greatest: Hlc | null = null
  for (const [name, { base, set: change }] of Object.entries(fields)) {
    const known = Object.hasOwn(state, name) ? state[name] : undefined
    for (const { hlc } of known?.heads ?? []) if (!base.includes(hlc)) greatest = laterHlc(greatest, hlc)
    if (!change || change.add.length === 0) continue
    for (const element of known?.set?.elements ?? [])
      if (!change.remove.includes(tagOf(element))) greatest = laterHlc(greatest, element.hlc)
  }
  return greatest
}
