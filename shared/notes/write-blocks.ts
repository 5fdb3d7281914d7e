import type * as Y from 'yjs'
import { type Block, closed, type Embed, readBlocks } from './blocks.ts'
import { editScript, type Stretch } from './edit-script.ts'

type Attributes = Readonly<Record<string, boolean | number | string>>

/** One character, line end or embedded thing. Whether two are the same does not hang on their form. */
interface Token {
  readonly key: string
  readonly insert: string | Embed
  readonly attributes: Attributes
}

/**
 * Makes a note say `wanted`, by the smallest change: what stays is not touched, so that whatever another person does
 * to it meanwhile stays too.
 * @param where the change happened, in places of the text as it was and as it will be, where the caller knows
 */
export function writeBlocks(text: Y.Text, wanted: readonly Block[], where: Stretch | null = null): void {
  write(text, 0, tokensOf(readBlocks(text), true), tokensOf(closed(wanted), true), where)
}

/** Some lines of a note that follow each other, before and after a change. */
export interface ChangedLines {
  /** Place in the text where they begin. */
  readonly at: number
  readonly before: readonly Block[]
  readonly after: readonly Block[]
  /** They are the last ones of the note. */
  readonly toEnd: boolean
  /** Where within them, as `writeBlocks` takes it. */
  readonly where: Stretch | null
}

/** The same for some lines alone: what a key press changes costs no look at the rest of the note. */
export function writeLines(text: Y.Text, { at, before, after, toEnd, where }: ChangedLines): void {
  write(text, at, tokensOf(before, toEnd), tokensOf(toEnd ? closed(after) : after, toEnd), where)
}

function write(
  text: Y.Text,
  start: number,
  old: readonly Token[],
  next: readonly Token[],
  where: Stretch | null,
): void {
  const script = editScript(old, next, where && inTokens(old, next, where))
  let place = start
  const changed: { at: number; length: number; change: Record<string, unknown> }[] = []
  for (const step of script) {
    if (step.kind === 'keep') {
      for (let n = 0; n < step.count; n += 1) {
        const [was, is] = [old[step.from + n], next[step.to + n]]
        if (!was || !is) continue
        const length = lengthOf(is)
        const change = formChange(was.attributes, is.attributes)
        if (change) noteForm(changed, place, length, change)
        place += length
      }
    } else if (step.kind === 'remove') {
      const gone = old.slice(step.from, step.from + step.count)
      text.delete(
        place,
        gone.reduce((sum, token) => sum + lengthOf(token), 0),
      )
    } else {
      for (const run of runsOf(next.slice(step.to, step.to + step.count))) {
        if (typeof run.insert === 'string') text.insert(place, run.insert, { ...run.attributes })
        else text.insertEmbed(place, run.insert, { ...run.attributes })
        place += lengthOf(run)
      }
    }
  }
  for (const { at, length, change } of changed) text.format(at, length, change)
}

function tokensOf(blocks: readonly Block[], toEnd: boolean): Token[] {
  const tokens: Token[] = []
  blocks.forEach((block, index) => {
    for (const { insert, marks } of block.spans) {
      const attributes = Object.fromEntries(marks.map((name) => [name, true]))
      if (typeof insert === 'string') for (const key of insert) tokens.push({ key, insert: key, attributes })
      else tokens.push({ key: `@${JSON.stringify(insert)}`, insert, attributes })
    }
    // The last line of a note has no end.
    if (!toEnd || index < blocks.length - 1)
      tokens.push({ key: '\n', insert: '\n', attributes: lineForm(block) })
  })
  return tokens
}

function lineForm({ style, indent, checked, cell }: Block): Attributes {
  return {
    ...(style === 'text' ? {} : { style }),
    ...(indent === 0 ? {} : { indent }),
    ...(checked ? { checked } : {}),
    ...(cell === null ? {} : { cell }),
  }
}

/** Places of the text counted in characters as a person sees them. */
function inTokens(old: readonly Token[], next: readonly Token[], where: Stretch): Stretch {
  const count = (tokens: readonly Token[], place: number) => {
    let [at, length] = [0, 0]
    for (const token of tokens) {
      if (length >= place) break
      length += lengthOf(token)
      at += 1
    }
    return at
  }
  return {
    from: count(old, where.from),
    oldEnd: count(old, where.oldEnd),
    newEnd: count(next, where.newEnd),
  }
}

const lengthOf = ({ insert }: Pick<Token, 'insert'>): number =>
  typeof insert === 'string' ? insert.length : 1

function formChange(was: Attributes, is: Attributes): Record<string, unknown> | null {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => was[name] !== is[name],
  )
  return names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, is[name] ?? null]))
}

function noteForm(
  changed: { at: number; length: number; change: Record<string, unknown> }[],
  at: number,
  length: number,
  change: Record<string, unknown>,
): void {
  const last = changed.at(-1)
  if (last && last.at + last.length === at && JSON.stringify(last.change) === JSON.stringify(change))
    changed[changed.length - 1] = { ...last, length: last.length + length }
  else changed.push({ at, length, change })
}

/** Neighbours of the same form, so that they are put in at once. */
function runsOf(tokens: readonly Token[]): Token[] {
  const runs: Token[] = []
  for (const token of tokens) {
    const last = runs.at(-1)
    const joins =
      last &&
      typeof last.insert === 'string' &&
      typeof token.insert === 'string' &&
      JSON.stringify(last.attributes) === JSON.stringify(token.attributes)
    if (joins) runs[runs.length - 1] = { ...last, insert: `${last.insert}${token.insert}` }
    else runs.push(token)
  }
  return runs
}
