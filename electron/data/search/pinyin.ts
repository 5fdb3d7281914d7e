import { pinyin } from 'pinyin-pro'

/** How a name is typed without an input method: `shanghaidianqi` and `shdq`. Letters and digits stand as they are. */
export interface Spelling {
  readonly pinyin: string
  readonly initials: string
}

/** One character of a name as it is spelled, and where it begins in the name. */
export interface Syllable {
  readonly full: string
  readonly initial: string
  readonly at: number
  readonly length: number
}

/** A name in syllables. */
export interface SpelledName extends Spelling {
  readonly syllables: readonly Syllable[]
  /** False for a name without a Chinese character: its letters are its spelling. */
  readonly isChinese: boolean
}

const lately = new Map<string, SpelledName>()
const namesKept = 2000

/**
 * Spells a name in pinyin without tones (ü as v), lower case, without spaces and punctuation.
 * @param person true for a person's name, whose first character is read as a surname (单 is shan)
 */
export function spellingOf(name: string, person = false): Spelling {
  return spelled(name, person)
}

/** The syllables of a name; `at` counts in the name as it is handed in when that is canonically composed. */
export function spelled(name: string, person = false): SpelledName {
  const key = person ? `p${name}` : name
  const known = lately.get(key)
  if (known) return known
  const made = spell(name, person)
  if (lately.size >= namesKept) lately.clear()
  lately.set(key, made)
  return made
}

function spell(name: string, person: boolean): SpelledName {
  const originals = Array.from(name)
  // Each character in the form it is read in; one that falls apart into several (㈱) stays as it is.
  const readable = originals.map((character) => {
    const plain = character.normalize('NFKC')
    return Array.from(plain).length === 1 ? plain : character
  })
  const characters = pinyin(readable.join(''), {
    type: 'all',
    toneType: 'none',
    v: true,
    surname: person ? 'head' : 'off',
  })
  const syllables: Syllable[] = []
  let isChinese = false
  let at = 0
  let index = 0
  for (const { origin, pinyin: syllable, isZh } of characters) {
    const count = Array.from(origin).length
    const length = originals.slice(index, index + count).join('').length
    const full = plain(isZh ? syllable : origin.normalize('NFKC'))
    isChinese ||= isZh
    if (full !== '') syllables.push({ full, initial: isZh ? full.charAt(0) : full, at, length })
    index += count
    at += length
  }
  return {
    syllables,
    isChinese,
    pinyin: syllables.map(({ full }) => full).join(''),
    initials: syllables.map(({ initial }) => initial).join(''),
  }
}

/** A name as two spellings of it are compared: NFKC, lower case, no spaces and no punctuation. */
export function normaliseName(name: string): string {
  return plain(name.normalize('NFKC'))
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
