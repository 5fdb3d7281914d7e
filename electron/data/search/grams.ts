/** A run of characters that belong together: Chinese (and kana, hangul) ones, or letters and digits. */
export interface Run {
  readonly characters: readonly string[]
  readonly ideographic: boolean
}

const ideographic = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u
const wordly = /[\p{L}\p{N}\p{M}]/u

const separator = 0
const letter = 1
const ideograph = 2
const kinds = new Map<string, number>()
const kindsKept = 50_000

function kindOf(character: string): number {
  const known = kinds.get(character)
  if (known !== undefined) return known
  const kind = !wordly.test(character) ? separator : ideographic.test(character) ? ideograph : letter
  if (kinds.size < kindsKept) kinds.set(character, kind)
  return kind
}

/** The runs of a folded text, in their order; what is neither letter nor digit separates them. */
export function runsOf(folded: string): Run[] {
  const runs: Run[] = []
  let characters: string[] = []
  let present = separator
  const end = () => {
    if (characters.length > 0) runs.push({ characters, ideographic: present === ideograph })
    characters = []
  }
  for (const character of folded) {
    const kind = kindOf(character)
    if (kind !== present) {
      end()
      present = kind
    }
    if (kind !== separator) characters.push(character)
  }
  end()
  return runs
}

/** Longest gram: two of Chinese characters, which are many, three of letters and digits, which are few. */
const longest = (run: Run): number => (run.ideographic ? 2 : 3)

/** Adds every gram of a folded text, up to the longest, with a mark before each. */
export function addGrams(into: Set<string>, mark: string, folded: string): void {
  for (const run of runsOf(folded)) addGramsOf(into, mark, run.characters, longest(run))
}

/** Adds the beginnings of a folded text, up to the longest gram. */
export function addBeginnings(into: Set<string>, mark: string, folded: string): void {
  const [first] = runsOf(folded)
  if (!first) return
  for (let length = 1; length <= longest(first) && length <= first.characters.length; length += 1)
    into.add(mark + first.characters.slice(0, length).join(''))
}

/** Adds every gram of some characters that is at most so long. */
export function addGramsOf(
  into: Set<string>,
  mark: string,
  characters: ArrayLike<string>,
  most: number,
): void {
  for (let from = 0; from < characters.length; from += 1) {
    let gram = mark
    for (let length = 1; length <= most && from + length <= characters.length; length += 1) {
      gram += characters[from + length - 1]
      into.add(gram)
    }
  }
}

/** Grams looked for of one word at most: more of them exclude little and cost a look into the index each. */
const mostAsked = 4

/** Grams that stand in every text that contains the word, the longest there are. */
export function gramsAsked(folded: string): string[] {
  return spread(
    runsOf(folded).flatMap((run) => windows(run.characters, Math.min(longest(run), run.characters.length))),
  )
}

/** What the word's beginning is among `addBeginnings`. */
export function beginningAsked(folded: string): string {
  const [first] = runsOf(folded)
  return first ? first.characters.slice(0, longest(first)).join('') : ''
}

/** Neighbouring characters, `length` at a time. */
export function windows(characters: ArrayLike<string>, length: number): string[] {
  const all: string[] = []
  for (let from = 0; from + length <= characters.length; from += 1) {
    let gram = ''
    for (let at = from; at < from + length; at += 1) gram += characters[at]
    all.push(gram)
  }
  return all
}

/** Some of many, the first and the last among them. */
export function spread(all: readonly string[], most = mostAsked): string[] {
  const distinct = [...new Set(all)]
  if (distinct.length <= most) return distinct
  return Array.from(
    { length: most },
    (_, index) => distinct[Math.round((index * (distinct.length - 1)) / (most - 1))] ?? '',
  )
}
