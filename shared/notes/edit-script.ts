/** Anything compared by its key. */
export interface Keyed {
  readonly key: string
}

/** `keep` and `remove` count from `from` in the old list, `keep` and `insert` from `to` in the new one. */
export interface Step {
  readonly kind: 'keep' | 'remove' | 'insert'
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Up to here two stretches are compared element by element, beyond it line by line first. */
const comparedWhole = 3000
/** Differences beyond which a stretch counts as rewritten. */
const mostDifferences = 800

/** Where somebody changed something: before `from` and behind the two ends both lists are the same. */
export interface Stretch {
  readonly from: number
  readonly oldEnd: number
  readonly newEnd: number
}

/**
 * A short list of steps that makes the old list the new one, in order.
 * @param where the change is known to have happened. Alone, a comparison cannot tell which of two equal words was
 * typed; a wrong `where` is not followed.
 */
export function editScript(old: readonly Keyed[], next: readonly Keyed[], where?: Stretch | null): Step[] {
  const steps: Step[] = []
  if (where && isSound(old, next, where)) {
    const { from, oldEnd, newEnd } = where
    put(steps, 'keep', 0, 0, from)
    compare(old, next, from, oldEnd, from, newEnd, steps)
    put(steps, 'keep', oldEnd, newEnd, old.length - oldEnd)
  } else compare(old, next, 0, old.length, 0, next.length, steps)
  return joined(steps)
}

function isSound(old: readonly Keyed[], next: readonly Keyed[], { from, oldEnd, newEnd }: Stretch): boolean {
  if (from < 0 || oldEnd < from || newEnd < from || oldEnd > old.length || newEnd > next.length) return false
  if (old.length - oldEnd !== next.length - newEnd) return false
  for (let at = 0; at < from; at += 1) if (old[at]?.key !== next[at]?.key) return false
  for (let at = oldEnd; at < old.length; at += 1)
    if (old[at]?.key !== next[at - oldEnd + newEnd]?.key) return false
  return true
}

function compare(
  old: readonly Keyed[],
  next: readonly Keyed[],
  oldFrom: number,
  oldEnd: number,
  nextFrom: number,
  nextEnd: number,
  steps: Step[],
): void {
  let [a, b] = [oldFrom, nextFrom]
  while (a < oldEnd && b < nextEnd && old[a]?.key === next[b]?.key) {
    a += 1
    b += 1
  }
  let [endA, endB] = [oldEnd, nextEnd]
  while (endA > a && endB > b && old[endA - 1]?.key === next[endB - 1]?.key) {
    endA -= 1
    endB -= 1
  }
  put(steps, 'keep', oldFrom, nextFrom, a - oldFrom)
  if (a === endA || b === endB || endA - a + endB - b <= comparedWhole)
    myers(old, next, a, endA, b, endB, steps)
  else byLines(old, next, a, endA, b, endB, steps)
  put(steps, 'keep', endA, endB, oldEnd - endA)
}

interface Line extends Keyed {
  readonly from: number
  readonly end: number
}

function linesOf(list: readonly Keyed[], from: number, end: number): Line[] {
  const lines: Line[] = []
  let start = from
  let key = ''
  for (let at = from; at < end; at += 1) {
    key += list[at]?.key ?? ''
    if (list[at]?.key !== '\n' && at < end - 1) continue
    lines.push({ key, from: start, end: at + 1 })
    start = at + 1
    key = ''
  }
  return lines
}

function byLines(
  old: readonly Keyed[],
  next: readonly Keyed[],
  a: number,
  endA: number,
  b: number,
  endB: number,
  steps: Step[],
): void {
  const [oldLines, nextLines] = [linesOf(old, a, endA), linesOf(next, b, endB)]
  const coarse: Step[] = []
  myers(oldLines, nextLines, 0, oldLines.length, 0, nextLines.length, coarse)
  let [doneA, doneB] = [a, b]
  const settle = (untilA: number, untilB: number) => {
    if (untilA - doneA + untilB - doneB <= comparedWhole)
      myers(old, next, doneA, untilA, doneB, untilB, steps)
    else replace(doneA, untilA, doneB, untilB, steps)
  }
  for (const step of coarse.filter(({ kind }) => kind === 'keep')) {
    const [fromA, fromB] = [oldLines[step.from]?.from ?? endA, nextLines[step.to]?.from ?? endB]
    settle(fromA, fromB)
    const length = (oldLines[step.from + step.count - 1]?.end ?? fromA) - fromA
    put(steps, 'keep', fromA, fromB, length)
    ;[doneA, doneB] = [fromA + length, fromB + length]
  }
  settle(endA, endB)
}

function replace(a: number, endA: number, b: number, endB: number, steps: Step[]): void {
  put(steps, 'remove', a, b, endA - a)
  put(steps, 'insert', endA, b, endB - b)
}

/** The algorithm of Eugene Myers: the fewest removals and insertions. */
function myers(
  old: readonly Keyed[],
  next: readonly Keyed[],
  a: number,
  endA: number,
  b: number,
  endB: number,
  steps: Step[],
): void {
  const [n, m] = [endA - a, endB - b]
  if (n === 0 || m === 0) {
    replace(a, endA, b, endB, steps)
    return
  }
  const rounds: Int32Array[] = []
  const most = Math.min(n + m, mostDifferences)
  let reach = new Int32Array(2 * most + 3)
  const at = (list: Int32Array, k: number) => list[k + most + 1] ?? 0
  for (let d = 0; d <= most; d += 1) {
    rounds.push(reach)
    const now = reach.slice()
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(now, k - 1) < at(now, k + 1))
      let x = down ? at(now, k + 1) : at(now, k - 1) + 1
      while (x < n && x - k < m && old[a + x]?.key === next[b + x - k]?.key) x += 1
      now[k + most + 1] = x
      if (x >= n && x - k >= m) {
        trace(rounds, d, n, m, at, a, b, steps)
        return
      }
    }
    reach = now
  }
  replace(a, endA, b, endB, steps)
}

function trace(
  rounds: readonly Int32Array[],
  differences: number,
  n: number,
  m: number,
  at: (list: Int32Array, k: number) => number,
  a: number,
  b: number,
  steps: Step[],
): void {
  const back: Step[] = []
  let [x, y] = [n, m]
  for (let d = differences; d > 0; d -= 1) {
    const before = rounds[d] ?? new Int32Array(0)
    const k = x - y
    const down = k === -d || (k !== d && at(before, k - 1) < at(before, k + 1))
    const fromK = down ? k + 1 : k - 1
    const fromX = at(before, fromK)
    const fromY = fromX - fromK
    const [afterX, afterY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY]
    if (x > afterX) back.push({ kind: 'keep', from: a + afterX, to: b + afterY, count: x - afterX })
    if (down) back.push({ kind: 'insert', from: a + fromX, to: b + fromY, count: 1 })
    else back.push({ kind: 'remove', from: a + fromX, to: b + fromY, count: 1 })
    ;[x, y] = [fromX, fromY]
  }
  if (x > 0) back.push({ kind: 'keep', from: a, to: b, count: x })
  for (const step of back.reverse()) steps.push(step)
}

function put(steps: Step[], kind: Step['kind'], from: number, to: number, count: number): void {
  if (count > 0) steps.push({ kind, from, to, count })
}

/** Neighbouring steps of one kind as one; within a change the removals come first. */
function joined(steps: readonly Step[]): Step[] {
  const result: Step[] = []
  for (const step of steps) {
    const last = result.at(-1)
    if (last?.kind === step.kind) result[result.length - 1] = { ...last, count: last.count + step.count }
    else result.push(step)
  }
  return result
}
