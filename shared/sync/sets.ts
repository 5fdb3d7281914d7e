import type { Hlc } from './hlc.ts'
import type { Json, SetChange } from './op.ts'
import { canonical } from './values.ts'

/** One element as somebody put it in: the stamp and the place in that write tell it from equal ones. */
export interface Element {
  readonly v: Json
  readonly hlc: Hlc
  readonly by: string
  readonly n: number
}

/**
 * What is known of a field that unites concurrent writes. `removed` holds the tags of all elements that somebody
 * who saw them took out. Both grow with the set of writes seen alone, so order and repetition do not matter.
 */
export interface SetState {
  /** Those nobody took out, the earliest first. */
  readonly elements: readonly Element[]
  readonly removed: readonly string[]
}

const emptySet: SetState = { elements: [], removed: [] }

/** Names one element for good: `<stamp of the write that put it in>.<place in that write>`. */
export const tagOf = ({ hlc, n }: Pick<Element, 'hlc' | 'n'>): string => `${hlc}.${n}`

/** The stamp that a tag begins with. */
export const stampOfTag = (tag: string): Hlc => tag.slice(0, tag.indexOf('.'))

/** The place in its write that a tag ends with. */
export const placeOfTag = (tag: string): number => Number(tag.slice(tag.indexOf('.') + 1))

/** The same tag under another stamp. */
export function renameTag(tag: string, rename: (stamp: Hlc) => Hlc): string {
  const stamp = stampOfTag(tag)
  return rename(stamp) + tag.slice(stamp.length)
}

/** Merges what one write put in and took out. */
export function applySetChange(set: SetState | undefined, change: SetChange, hlc: Hlc, by: string): SetState {
  const added = change.add.map((v, n) => ({ v, hlc, by, n }))
  return uniteSets(set ?? emptySet, { elements: added, removed: change.remove })
}

/** Merges two states of one field. Commutative, associative and idempotent. */
export function uniteSets(a: SetState, b: SetState): SetState {
  const removed = new Set([...a.removed, ...b.removed])
  const elements = new Map<string, Element>()
  for (const element of [...a.elements, ...b.elements]) {
    const tag = tagOf(element)
    // A cloned device can make one tag twice; both elements stay, as with any other write.
    if (!removed.has(tag)) elements.set(`${tag} ${canonical([element.v, element.by])}`, element)
  }
  return { elements: [...elements.values()].sort(earlierFirst), removed: [...removed].sort() }
}

function earlierFirst(a: Element, b: Element): number {
  if (a.hlc !== b.hlc) return a.hlc < b.hlc ? -1 : 1
  if (a.n !== b.n) return a.n - b.n
  const [left, right] = [canonical([a.v, a.by]), canonical([b.v, b.by])]
  return left === right ? 0 : left < right ? -1 : 1
}

/**
 * The elements a person sees, each once, in the order in which they were put in. `plain` are whole values that a
 * version without sets wrote and nobody has replaced yet: they are united as well.
 */
export function visibleElements({ elements }: SetState, plain: readonly Json[]): Json[] {
  const older = plain.flatMap((value) => (Array.isArray(value) ? (value as readonly Json[]) : []))
  return distinct([...elements.map(({ v }) => v), ...older])
}

/** Every value once, the first of equal ones. */
export function distinct(values: readonly Json[]): Json[] {
  const seen = new Map<string, Json>()
  for (const value of values) if (!seen.has(canonical(value))) seen.set(canonical(value), value)
  return [...seen.values()]
}

/**
 * What a write must put in and take out so that a person who saw this set sees `wanted` afterwards, in that order:
 * an element that moves behind another one is taken out and put in anew. Null when the set is that already.
 * @param seen the visible elements, as `visibleElements` gave them
 */
export function setChangeTo(
  set: SetState | undefined,
  seen: readonly Json[],
  wanted: readonly Json[],
): SetChange | null {
  const elements = set?.elements ?? []
  const target = distinct(wanted)
  const before = seen.map(canonical)
  if (before.join('\n') === target.map(canonical).join('\n')) return null
  const tagged = new Set(elements.map(({ v }) => canonical(v)))
  const kept = new Set<string>()
  let last = -1
  for (const value of target) {
    const key = canonical(value)
    const at = before.indexOf(key)
    if (at <= last || !tagged.has(key)) break
    kept.add(key)
    last = at
  }
  return {
    add: target.filter((value) => !kept.has(canonical(value))) as SetChange['add'],
    remove: elements.filter(({ v }) => !kept.has(canonical(v))).map(tagOf),
  }
}
