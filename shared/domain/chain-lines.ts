import type { LinkPosition, LinkState } from './industry-chains.ts'

/** One row of a spreadsheet with links: 环节, 上级环节, 位置, 状态, 缺口说明. */
export interface LinkLine {
  readonly name: string
  readonly parent: string | null
  readonly position: LinkPosition
  readonly state: LinkState
  readonly gapNote: string | null
}

export interface LineProblem {
  /** 1-based, as pasted. */
  readonly line: number
  readonly text: string
  readonly reason: 'parent' | 'position' | 'state' | 'too-long' | 'twice'
}

const positions: Readonly<Record<string, LinkPosition>> = {
  ...{ 上游: 'upstream', 中游: 'midstream', 下游: 'downstream', 配套: 'supporting' },
  ...{ upstream: 'upstream', midstream: 'midstream', downstream: 'downstream', supporting: 'supporting' },
}
const states: Readonly<Record<string, LinkState>> = {
  ...{ 强: 'strong', 弱: 'weak', 缺: 'missing', 缺失: 'missing', 薄弱: 'weak' },
  ...{ strong: 'strong', weak: 'weak', missing: 'missing' },
}
const headings = new Set(['环节', '环节名称', '产业链环节', 'link'])
const longestName = 60
const longestNote = 500

/**
 * Reads links as they are copied from a spreadsheet, a row each, or as a plain list of names. A parent is named by a
 * link that is there already (`known`, by name) or by an earlier row; a row without a position has its parent's, else
 * that of the row before it; without a state it is strong. Rows that cannot be read are named and left out.
 */
export function readLinkLines(
  text: string,
  known: Readonly<Record<string, LinkPosition>>,
): { readonly lines: readonly LinkLine[]; readonly problems: readonly LineProblem[] } {
  const lines: LinkLine[] = []
  const problems: LineProblem[] = []
  const placed = new Map(Object.entries(known))
  let last: LinkPosition = 'upstream'
  text.split(/\r?\n/).forEach((row, index) => {
    // A note of a spreadsheet may hold commas; only rows without a tab are parted by them.
    const cells = row.split(row.includes('\t') ? '\t' : /,|，/).map((cell) => cell.trim())
    const [name = '', parent = '', position = '', state = '', note = ''] = cells
    if (name === '' || headings.has(name.toLowerCase())) return
    const above = parent === '' ? undefined : placed.get(parent)
    const at = position === '' ? (above ?? last) : positions[position.toLowerCase()]
    const how = state === '' ? 'strong' : states[state.toLowerCase()]
    const reason =
      name.length > longestName || note.length > longestNote
        ? 'too-long'
        : placed.has(name)
          ? 'twice'
          : parent !== '' && !above
            ? 'parent'
            : !at
              ? 'position'
              : !how
                ? 'state'
                : null
    if (reason !== null || !at || !how) {
      problems.push({ line: index + 1, text: row.trim(), reason: reason ?? 'state' })
      return
    }
    last = at
    placed.set(name, at)
    lines.push({ name, parent: parent || null, position: at, state: how, gapNote: note || null })
  })
  return { lines, problems }
}
