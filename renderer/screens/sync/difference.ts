/** A text in three pieces, of which the middle one differs from the others it is compared with. */
export interface Pieces {
  readonly before: string
  readonly differs: string
  readonly after: string
}

/**
 * Where texts begin to differ and from where on they are alike again, so that of two long texts nobody has to read
 * all to find the one figure that was changed.
 * @param texts at least one; all of them as they are compared
 * @returns the pieces of each, in the same order
 */
export function differencesOf(texts: readonly string[]): readonly Pieces[] {
  const letters = texts.map((text) => [...text])
  const shortest = Math.min(...letters.map(({ length }) => length))
  const [first = []] = letters
  let head = 0
  while (head < shortest && letters.every((text) => text[head] === first[head])) head += 1
  let tail = 0
  while (tail < shortest - head && letters.every((text) => text.at(-1 - tail) === first.at(-1 - tail)))
    tail += 1
  return letters.map((text) => ({
    before: text.slice(0, head).join(''),
    differs: text.slice(head, text.length - tail).join(''),
    after: text.slice(text.length - tail).join(''),
  }))
}
