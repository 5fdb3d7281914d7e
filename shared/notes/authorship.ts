import { readBlocks, softBreak, textOf } from './blocks.ts'
import { authorIndex, type ComposedNote, lettersOf } from './compose.ts'
import type { AuthoredBlock } from './note-edit.ts'

/** The lines of a note with who wrote each part of them, and when. */
export function authoredBlocks(composed: ComposedNote): AuthoredBlock[] {
  const text = textOf(composed.doc)
  const authorOf = authorIndex(composed.authored)
  const lines: AuthoredBlock['runs'][number][][] = [[]]
  for (const letter of lettersOf(text)) {
    if (letter.text === '\n') {
      lines.push([])
      continue
    }
    const author = authorOf(letter.client, letter.clock)
    const run = {
      text: letter.text === softBreak ? '\n' : letter.text,
      by: author?.by ?? null,
      at: author?.at ?? null,
    }
    const line = lines.at(-1) ?? []
    const last = line.at(-1)
    if (last && last.by === run.by && last.at === run.at)
      line[line.length - 1] = { ...last, text: last.text + run.text }
    else line.push(run)
  }
  return readBlocks(text).map(({ spans: _, ...form }, index) => ({ ...form, runs: lines[index] ?? [] }))
}
