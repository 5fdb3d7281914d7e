import pairs from 'opencc-js/dict/TSCharacters'

/**
 * A text as it is compared: canonical composition, then character by character compatibility form (full and half
 * width), lower case, and simplified for traditional (OpenCC's table of single characters). Folding twice changes
 * nothing.
 */
export function fold(text: string): string {
  let folded = ''
  for (const character of text.normalize('NFC')) folded += foldCharacter(character)
  return folded
}

/** A folded text with, for each of its UTF-16 units, where the character it came from begins in `text`. */
export interface FoldedText {
  /** The text that was folded, canonically composed: what the origins point into. */
  readonly text: string
  readonly folded: string
  readonly origins: readonly number[]
}

/** Folds a text and keeps where each unit came from, so that what was found can be marked in the text itself. */
export function foldWithOrigins(source: string): FoldedText {
  const text = source.normalize('NFC')
  const origins: number[] = []
  let folded = ''
  let at = 0
  for (const character of text) {
    const plain = foldCharacter(character)
    for (let unit = 0; unit < plain.length; unit += 1) origins.push(at)
    folded += plain
    at += character.length
  }
  origins.push(at)
  return { text, folded, origins }
}

const known = new Map<string, string>()
/** Enough for every character in use; random text must not fill the memory. */
const charactersKept = 50_000

function foldCharacter(character: string): string {
  const made = known.get(character)
  if (made !== undefined) return made
  let plain = ''
  for (const part of character.normalize('NFKC').toLowerCase().normalize('NFKC'))
    plain += simplified().get(part) ?? part
  if (known.size < charactersKept) known.set(character, plain)
  return plain
}

let table: ReadonlyMap<string, string> | null = null

/** Read on first use: a start without a search pays nothing. */
function simplified(): ReadonlyMap<string, string> {
  table ??= settled(
    new Map(
      pairs.split('|').flatMap((pair): [string, string][] => {
        const [from, to] = pair.split(' ')
        return from && to && from !== to ? [[from, to]] : []
      }),
    ),
  )
  return table
}

/** Follows chains (a simplified character that is itself traditional for another) to their end. */
function settled(direct: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    Array.from(direct.keys(), (from) => {
      let to = from
      for (let step = 0; step < 4; step += 1) {
        const next = direct.get(to)
        if (next === undefined || next === from) break
        to = next
      }
      return [from, to]
    }),
  )
}
