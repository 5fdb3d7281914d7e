/** Longest text of one record that is indexed, in UTF-16 units; a note of 50,000 characters is found by its first part. */
const textLimit = 20_000

const ideographs = '(?:(?=[\\p{L}\\p{N}])[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}])'
const runs = new RegExp(`(${ideographs}+)|(?:(?!${ideographs})[\\p{L}\\p{N}\\p{M}])+`, 'gu')

interface Run {
  readonly text: string
  readonly ideographic: boolean
}

function runsOf(text: string): Run[] {
  const plain = text.slice(0, textLimit).normalize('NFKC').toLowerCase()
  return Array.from(plain.matchAll(runs), ([run, ideographic]) => ({
    text: run,
    ideographic: ideographic !== undefined,
  }))
}

/**
 * The words of a text for the index: a run of Chinese characters as its overlapping pairs and its last character
 * alone, anything else as whole words in lower case. Full-width letters count as half-width ones (NFKC).
 */
export function tokensOf(text: string): string[] {
  return runsOf(text).flatMap((run) => {
    if (!run.ideographic) return [run.text]
    const characters = Array.from(run.text)
    return characters.map((character, index) => character + (characters[index + 1] ?? ''))
  })
}

/**
 * The FTS5 expression that finds what is typed: Chinese text as a part of a run, exactly; other words by their
 * beginning; several of them all at once. Null when there is nothing to look for.
 */
export function matchExpression(text: string): string | null {
  const terms = runsOf(text).map((run) => {
    const characters = Array.from(run.text)
    if (!run.ideographic || characters.length === 1) return `"${run.text}" *`
    // Neighbouring pairs are a phrase. The last character alone is left out: in a longer run it is no token.
    return `"${tokensOf(run.text).slice(0, -1).join(' ')}"`
  })
  return terms.length === 0 ? null : terms.join(' AND ')
}
