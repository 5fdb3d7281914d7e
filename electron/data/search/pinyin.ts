import { pinyin } from 'pinyin-pro'

/** How a name is typed without an input method: `shanghaidianqi` and `shdq`. Letters and digits stand as they are. */
export interface Spelling {
  readonly pinyin: string
  readonly initials: string
}

/**
 * Spells a name in pinyin without tones (ü as v), lower case, without spaces and punctuation.
 * @param person true for a person's name, whose first character is read as a surname (单 is shan)
 */
export function spellingOf(name: string, person = false): Spelling {
  const characters = pinyin(name.normalize('NFKC'), {
    type: 'all',
    toneType: 'none',
    v: true,
    surname: person ? 'head' : 'off',
  })
  const syllables = characters.map(({ origin, pinyin: syllable, isZh }) => ({
    full: plain(isZh ? syllable : origin),
    initial: plain(isZh ? syllable.charAt(0) : origin),
  }))
  return {
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
