import { canonical } from '../sync/values.ts'
import type { MergeLayer } from './merge-layers.ts'
import { mergedOver } from './merging.ts'

/** What undoing one merge does to the record that was kept. */
export interface Unmerged {
  /** Fields that get another value. */
  readonly values: Readonly<Record<string, unknown>>
  /** Fields that somebody wrote since the merge: they stay as they are. */
  readonly changed: readonly string[]
  /** The merges that are left, as if the undone one had never been below them. */
  readonly layers: readonly MergeLayer[]
}

/** A field of the kept record as it is now. */
export interface PresentField {
  readonly value: unknown
  readonly isSet: boolean
  /** Values written at the same time as the one that is shown, and not replaced by it. */
  readonly others: readonly unknown[]
}

/**
 * Takes the merge at one place out of several that lie one on another. What was written since stays: the value that
 * the merges made is put back to what they make without this one, any other value is nobody's but its writer's. Of a
 * list only the elements go, or come back, that this merge put in or took out.
 * @param layers of the kept record, the earliest first
 */
export function takeOut(
  layers: readonly MergeLayer[],
  at: number,
  present: (field: string) => PresentField,
): Unmerged {
  const left = layers.map(({ id, fields }) => ({ id, fields: { ...fields } }))
  const [out] = left.splice(at, 1)
  const values: Record<string, unknown> = {}
  const changed: string[] = []
  for (const [name, laid] of Object.entries(out?.fields ?? {})) {
    const { value, isSet, others } = present(name)
    let was = mergedOver(laid, laid.before)
    let now = laid.before
    let isOverwritten = false
    for (const { fields } of left.slice(at)) {
      const above = fields[name]
      if (!above) continue
      isOverwritten = !isSet && !sameValue(above.before, was)
      if (isOverwritten) break
      const before = sameValue(above.before, was) ? now : changedLike(above.before, was, now)
      was = mergedOver(above, above.before)
      now = mergedOver(above, before)
      fields[name] = { ...above, before }
    }
    const meanwhile = others.find((other) => !sameValue(other, was))
    if (isOverwritten) changed.push(name)
    else if (sameValue(value, was)) {
      values[name] = meanwhile ?? now
      if (meanwhile !== undefined) changed.push(name)
    } else if (isSet) values[name] = changedLike(value, was, now)
    else if (!sameValue(value, now)) changed.push(name)
  }
  return { values, changed, layers: left }
}

/** A list after what lies between two other ones was done to it too. */
function changedLike(list: unknown, was: unknown, now: unknown): unknown {
  const elements = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  const without = (some: readonly unknown[], gone: readonly unknown[]) => {
    const keys = new Set(gone.map(canonical))
    return some.filter((element) => !keys.has(canonical(element)))
  }
  const [old, next] = [elements(was), elements(now)]
  const stays = without(elements(list), without(old, next))
  return [...stays, ...without(without(next, old), stays)]
}

const sameValue = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)
