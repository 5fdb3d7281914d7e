import type { SearchKind } from '#shared/domain/search-kinds.ts'
import { digitsOf, markOfKind, marks } from './document.ts'
import { fold } from './fold.ts'
import { beginningAsked, gramsAsked, spread, windows } from './grams.ts'

/** Words at most; the rest of a longer text is not looked at. */
const mostWords = 8
const longestSpelled = 60

/** What was typed as it is looked for: its words, folded; one without a letter or digit says nothing. */
export function wordsTyped(text: string): string[] {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  return [...new Set(words)].slice(0, mostWords)
}

/** A word as pinyin or initials are typed, or null when it cannot be either. */
export function asSpelled(word: string): string | null {
  const plain = word.replace(/['’]/g, '')
  return plain.length <= longestSpelled && /^[a-z0-9]*[a-z][a-z0-9]*$/.test(plain) ? plain : null
}

/**
 * FTS5 expressions, to be completed by `ofKind`, that find the records with every word, the best place of the first word first: the beginning of a
 * name, anywhere in it (as it is written or spelled), another field, a long text. They may find a little too much
 * where a word is longer than a gram; never too little.
 */
export function tiersOf(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words
  const required = rest.map(anywhere)
  const whole = (place: string) => all([place, ...required])
  return [
    whole(any([nameBeginning(first), spelledBeginning(first)])),
    whole(name(first)),
    whole(otherField(first)),
    whole(grams(marks.body, first)),
  ]
}

/** An expression of `tiersOf` (null for any words) for the records of one kind that hold all of the facets. */
export function ofKind(tier: string | null, kind: SearchKind, facets: readonly string[]): string | null {
  const parts = [...(tier === null ? [] : [tier]), ...facets.map(quoted)]
  return parts.length === 0 ? null : parts.join(' AND ').replaceAll(kindPlace, markOfKind(kind))
}

const anywhere = (word: string) => any([name(word), otherField(word), grams(marks.body, word)])

const name = (word: string) => any([grams(marks.name, word), spelledAnywhere(word)])

function otherField(word: string): string {
  const digits = digitsOf(word)
  return any([grams(marks.other, word), digits === null ? null : grams(marks.other, digits)])
}

function grams(mark: string, word: string): string {
  return all(gramsAsked(word).map((gram) => quoted(mark + gram)))
}

function nameBeginning(word: string): string {
  return all([quoted(marks.beginning + beginningAsked(word)), grams(marks.name, word)])
}

function spelledBeginning(word: string): string | null {
  const typed = asSpelled(word)
  if (typed === null) return null
  const initials = all([quoted(marks.initialsBeginning + typed.slice(0, 3)), spelledInitials(typed)])
  if (typed.length < 2) return initials
  const full = all([quoted(marks.pinyinBeginning + typed.slice(0, 4)), ...fourLetters(typed)])
  return any([initials, full])
}

function spelledAnywhere(word: string): string | null {
  const typed = asSpelled(word)
  if (typed === null) return null
  if (typed.length < 2) return spelledInitials(typed)
  return any([
    spelledInitials(typed),
    all([quoted(marks.syllable + typed.slice(0, 3)), ...fourLetters(typed)]),
  ])
}

const spelledInitials = (typed: string) =>
  all(spread(windows(typed, Math.min(3, typed.length)), 3).map((gram) => quoted(marks.initials + gram)))

const fourLetters = (typed: string) => spread(windows(typed, 4)).map((gram) => quoted(marks.pinyin + gram))

/** Where the mark of the kind is to stand; no gram has such a character. */
const kindPlace = '\u0001'
const quoted = (word: string) => `"${kindPlace}${word.replaceAll('"', '')}"`

/** Null and the empty text stand for what says nothing. */
function all(parts: readonly (string | null)[]): string {
  const some = [...new Set(parts.flatMap((part) => part || []))]
  return some.length < 2 ? (some[0] ?? '') : `(${some.join(' AND ')})`
}

function any(parts: readonly (string | null)[]): string {
  const some = [...new Set(parts.flatMap((part) => part || []))]
  return some.length < 2 ? (some[0] ?? '') : `(${some.join(' OR ')})`
}
