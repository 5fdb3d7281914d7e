import { createHash } from 'node:crypto'
import { regions } from '#shared/domain/enumerations.ts'
import { isInRegion } from '#shared/domain/regions.ts'
import type { SearchKind } from '#shared/domain/search-kinds.ts'
import type { Json } from '#shared/sync/op.ts'
import { fold } from './fold.ts'
import { addBeginnings, addGrams, addGramsOf, windows } from './grams.ts'
import { type SpelledName, spelled } from './pinyin.ts'

/** What the index is told of a record. */
export interface SearchDocument {
  readonly kind: SearchKind
  /** Days since 1970-01-01 of the record's own day, or of its last change. */
  readonly day: number
  readonly unitId: string | null
  readonly author: string | null
  /** Of an enterprise. */
  readonly city: string | null
  readonly chain: string | null
  readonly names: readonly string[]
  readonly others: readonly string[]
  readonly bodies: readonly string[]
}

/** Marks before the grams, one a place in which they stand. */
export const marks = {
  name: 'n',
  beginning: 's',
  other: 'o',
  body: 'b',
  /** Letters from a syllable on; four letters anywhere in the pinyin; initials; the beginnings of both. */
  syllable: 'p',
  pinyin: 'q',
  initials: 'i',
  pinyinBeginning: 'v',
  initialsBeginning: 'w',
} as const

/** Longest text of one field that is indexed, in UTF-16 units; more than any field holds. */
const textLimit = 200_000

/** The texts in a field's value: of a list those of its elements, of a structure those that are no identifiers. */
export function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return Object.entries(value).flatMap(([name, inner]) => (/id$/i.test(name) ? [] : textsIn(inner)))
}

/** The forms in which a text may be typed: itself and, for a telephone number, its digits alone. */
function formsOf(folded: string): string[] {
  const digits = digitsOf(folded)
  return digits === null || digits === folded ? [folded] : [folded, digits]
}

/** The digits of a text that is a telephone number as people write it, else null. */
export function digitsOf(folded: string): string | null {
  return /^[\d\s()+\-–./]{5,40}$/.test(folded) ? folded.replace(/\D/g, '') : null
}

/**
 * What stands before every word of the records of a kind. Each kind has words of its own, so that looking for one kind
 * reads nothing of the others, however often the word occurs in them.
 */
export const markOfKind = ({ number }: SearchKind): string => number.toString(36)

/** The words of the index for a record, each once. */
export function wordsOf(document: SearchDocument): string[] {
  const mark = markOfKind(document.kind)
  return Array.from(plainWordsOf(document), (word) => mark + word)
}

function plainWordsOf(document: SearchDocument): ReadonlySet<string> {
  const words = new Set<string>()
  for (const name of document.names) {
    const folded = fold(name.slice(0, textLimit))
    addGrams(words, marks.name, folded)
    addBeginnings(words, marks.beginning, folded)
    addSpelling(words, spelled(name.normalize('NFC').slice(0, 300), document.kind.person))
  }
  for (const text of document.others)
    for (const form of formsOf(fold(text.slice(0, textLimit)))) addGrams(words, marks.other, form)
  for (const text of document.bodies) addGrams(words, marks.body, fold(text.slice(0, textLimit)))
  for (const facet of facetsOf(document)) words.add(facet)
  return words
}

function addSpelling(words: Set<string>, { isChinese, pinyin, initials, syllables }: SpelledName): void {
  if (!isChinese) return
  let from = 0
  for (const { full } of syllables) {
    for (const length of [2, 3])
      if (from + length <= pinyin.length) words.add(marks.syllable + pinyin.slice(from, from + length))
    from += full.length
  }
  for (const gram of windows(pinyin, 4)) words.add(marks.pinyin + gram)
  addGramsOf(words, marks.initials, initials, 3)
  for (const length of [2, 3, 4])
    if (pinyin.length >= length) words.add(marks.pinyinBeginning + pinyin.slice(0, length))
  for (const length of [1, 2, 3])
    if (initials.length >= length) words.add(marks.initialsBeginning + initials.slice(0, length))
}

/** Words by which the index itself filters. */
export const facets = {
  unit: (id: string): string => `fu${id.replaceAll('-', '')}`,
  author: (id: string): string => `fa${id.replaceAll('-', '')}`,
  region: (region: string): string => `fr${region.replaceAll('_', '')}`,
  chain: (chain: string): string => `fc${createHash('sha1').update(chain).digest('hex').slice(0, 16)}`,
}

function facetsOf({ unitId, author, city, chain }: SearchDocument): string[] {
  return [
    ...(unitId === null ? [] : [facets.unit(unitId)]),
    ...(author === null ? [] : [facets.author(author)]),
    ...(city === null ? [] : regionsOf(city).map(facets.region)),
    ...(chain === null ? [] : [facets.chain(chain)]),
  ]
}

const regionsOfCities = new Map<string, readonly string[]>()
const citiesKept = 5000

function regionsOf(city: string): readonly string[] {
  const known = regionsOfCities.get(city)
  if (known) return known
  const made = regions.filter((region) => isInRegion(city, region))
  if (regionsOfCities.size >= citiesKept) regionsOfCities.clear()
  regionsOfCities.set(city, made)
  return made
}

/** A number that changes with anything the index is told of a record. */
export function digestOf(document: SearchDocument): number {
  const { kind, ...told } = document
  const text = JSON.stringify([kind.number, told])
  return createHash('sha1').update(text).digest().readUIntBE(0, 6)
}
