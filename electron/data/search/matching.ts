import { digitsOf } from './document.ts'
import { asSpelled } from './expressions.ts'
import { type FoldedText, fold, foldWithOrigins } from './fold.ts'
import { type SpelledName, spelled } from './pinyin.ts'

/** Part of a text, in UTF-16 units: from, up to and without to. */
export type Range = readonly [from: number, to: number]

/** Texts of a record as they are searched. */
export interface SearchedTexts {
  readonly names: readonly string[]
  readonly others: readonly string[]
  readonly bodies: readonly string[]
  readonly person: boolean
}

/** Where the best hit of a word stands, the best first. */
export const places = ['beginning', 'name', 'other', 'body'] as const
export type Place = (typeof places)[number]

/** The best place of each word, or null when one of them does not occur. This is what a hit is; the index only leads to it. */
export function placesOf(texts: SearchedTexts, words: readonly string[]): readonly Place[] | null {
  const names = texts.names.map((text) => fold(text))
  const found: Place[] = []
  for (const word of words) {
    const place = placeOf(texts, names, word)
    if (place === null) return null
    found.push(place)
  }
  return found
}

function placeOf(texts: SearchedTexts, names: readonly string[], word: string): Place | null {
  if (names.some((name) => name.startsWith(word))) return 'beginning'
  const typed = asSpelled(word)
  const spellings =
    typed === null
      ? []
      : texts.names.flatMap((text) => {
          const range = spelledRange(spelled(text.normalize('NFC').slice(0, 300), texts.person), typed)
          return range === null ? [] : [range]
        })
  if (spellings.some(([from]) => from === 0)) return 'beginning'
  if (spellings.length > 0 || names.some((name) => name.includes(word))) return 'name'
  if (texts.others.some((text) => says(fold(text), word))) return 'other'
  return texts.bodies.some((text) => fold(text).includes(word)) ? 'body' : null
}

function says(folded: string, word: string): boolean {
  if (folded.includes(word)) return true
  const [digits, typed] = [digitsOf(folded), digitsOf(word)]
  return digits?.includes(typed ?? word) ?? false
}

/** The characters of a name whose pinyin, from a syllable on, or whose initials begin with what was typed. */
function spelledRange(name: SpelledName, typed: string): Range | null {
  if (!name.isChinese) return null
  const { syllables } = name
  for (let from = 0; from < syllables.length; from += 1) {
    const to = spelledFrom(name, from, typed, 'full') ?? spelledFrom(name, from, typed, 'initial')
    const [first, last] = [syllables[from], to === null ? undefined : syllables[to]]
    if (first && last) return [first.at, last.at + last.length]
  }
  return null
}

/** Index of the syllable in which the typed letters end. */
function spelledFrom(
  { syllables }: SpelledName,
  from: number,
  typed: string,
  form: 'full' | 'initial',
): number | null {
  let left = typed
  for (let at = from; at < syllables.length; at += 1) {
    const letters = syllables[at]?.[form] ?? ''
    if (letters.startsWith(left)) return at
    if (!left.startsWith(letters)) return null
    left = left.slice(letters.length)
  }
  return null
}

/** Every place in a text where one of the words stands, in order and joined where they touch. */
export function rangesOf(
  text: string,
  words: readonly string[],
  options: { readonly spelling?: boolean; readonly person?: boolean } = {},
): Range[] {
  const folded = foldWithOrigins(text)
  const ranges = words.flatMap((word) => {
    const literal = occurrences(folded, word)
    if (literal.length > 0) return literal
    const typed = options.spelling ? asSpelled(word) : null
    const range = typed === null ? null : spelledRange(spelled(folded.text, options.person), typed)
    return range ? [range] : digitRange(folded, word)
  })
  return joined(ranges)
}

const mostMarked = 20

function occurrences({ folded, origins }: FoldedText, word: string): Range[] {
  const ranges: Range[] = []
  let at = folded.indexOf(word)
  while (at >= 0 && ranges.length < mostMarked) {
    ranges.push([origins[at] ?? 0, endOf(origins, at + word.length)])
    at = folded.indexOf(word, at + word.length)
  }
  return ranges
}

/** End of a hit in the text: where the character begins that follows the last one hit. */
function endOf(origins: readonly number[], at: number): number {
  const last = origins[at - 1] ?? 0
  let next = at
  while ((origins[next] ?? last + 1) === last) next += 1
  return origins[next] ?? last + 1
}

/** A telephone number that was typed without the dashes it is written with. */
function digitRange({ folded, origins }: FoldedText, word: string): Range[] {
  const digits = digitsOf(folded)
  const at = digits?.indexOf(digitsOf(word) ?? word) ?? -1
  if (digits === null || at < 0) return []
  const length = (digitsOf(word) ?? word).length
  const stands = Array.from(folded.matchAll(/\d/g), ({ index }) => index)
  const [from, last] = [stands[at], stands[at + length - 1]]
  return from === undefined || last === undefined ? [] : [[origins[from] ?? 0, endOf(origins, last + 1)]]
}

function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const result: Range[] = []
  for (const [from, to] of sorted) {
    const last = result.at(-1)
    if (last && from <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], to)]
    else result.push([from, to])
  }
  return result
}
