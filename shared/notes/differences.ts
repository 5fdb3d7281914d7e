import { type Block, blockText } from './blocks.ts'
import { editScript } from './edit-script.ts'

/** A part of a line that stayed, was written or was taken away. */
export interface Difference {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** A line of the comparison. Lines that did not change at all have one `same` part. */
export interface ComparedLine {
  readonly parts: readonly Difference[]
  readonly changed: boolean
}

const keyed = (texts: readonly string[]) => texts.map((key) => ({ key }))

/** Compares two versions of a note line by line, and changed lines character by character, for reading. */
export function compareBlocks(before: readonly Block[], after: readonly Block[]): ComparedLine[] {
  const [old, next] = [before.map(blockText), after.map(blockText)]
  const lines: ComparedLine[] = []
  let removed: string[] = []
  let added: string[] = []
  const flush = () => {
    const pairs = Math.min(removed.length, added.length)
    for (let at = 0; at < pairs; at += 1) lines.push(compareLine(removed[at] ?? '', added[at] ?? ''))
    for (const text of removed.slice(pairs)) lines.push({ parts: [{ kind: 'removed', text }], changed: true })
    for (const text of added.slice(pairs)) lines.push({ parts: [{ kind: 'added', text }], changed: true })
    removed = []
    added = []
  }
  for (const { kind, from, to, count } of editScript(keyed(old), keyed(next))) {
    if (kind === 'remove') removed.push(...old.slice(from, from + count))
    else if (kind === 'insert') added.push(...next.slice(to, to + count))
    else {
      flush()
      for (const text of next.slice(to, to + count))
        lines.push({ parts: [{ kind: 'same', text }], changed: false })
    }
  }
  flush()
  return lines.filter(({ parts }) => parts.some(({ text }) => text !== ''))
}

function compareLine(old: string, next: string): ComparedLine {
  const [a, b] = [[...old], [...next]]
  const parts: Difference[] = []
  let same = 0
  for (const { kind, from, to, count } of editScript(keyed(a), keyed(b))) {
    const text = (kind === 'insert' ? b.slice(to, to + count) : a.slice(from, from + count)).join('')
    parts.push({ kind: kind === 'keep' ? 'same' : kind === 'insert' ? 'added' : 'removed', text })
    if (kind === 'keep') same += count
  }
  // Two lines with hardly anything in common are easier to read one after the other.
  if (same * 3 < Math.min(a.length, b.length))
    return {
      parts: [
        { kind: 'removed', text: old },
        { kind: 'added', text: next },
      ],
      changed: true,
    }
  return { parts, changed: true }
}
