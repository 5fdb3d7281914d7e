import { tableRows } from './import/table-rows.ts'
import type { ChainLink, LinkPosition, LinkState } from './industry-chains.ts'
import { officialText } from './trip-report/text.ts'

/** Columns of a table of links with the headings that offices give them. */
export const linkColumns = {
  headings: {
    name: ['环节', '环节名称', '产业链环节', '产业环节', '链条环节', '细分环节', 'link', 'name'],
    parent: ['上级环节', '上级', '所属环节', '父环节', '上级环节名称', 'parent', 'parent link'],
    position: ['位置', '链条位置', '所处位置', '上中下游', '环节位置', 'position'],
    state: ['状态', '环节状态', '现状', '强弱缺', '强弱', '基础', 'state'],
    gapNote: ['缺口说明', '缺口', '短板', '存在短板', '说明', '备注', 'gap', 'what is missing'],
    leader: [
      '负责人',
      '链长',
      '牵头单位',
      '牵头单位/链长',
      '链长/牵头单位',
      '责任单位',
      '责任人',
      'responsible',
    ],
    local: ['本地企业', '本地代表企业', '现有企业', '现有重点企业', '重点企业', 'local enterprises', 'local'],
    target: [
      '目标企业',
      '招引目标企业',
      '目标招引企业',
      '拟招引企业',
      '对标企业',
      'targets',
      'target enterprises',
    ],
  },
  needed: ['name'],
} as const

export type LinkColumn = keyof typeof linkColumns.headings
export type LinkCells = Readonly<Record<LinkColumn, string | null>>

/** One row of a table of links, as it stands there. */
export interface LinkRow {
  /** 1-based, as pasted or as the spreadsheet program shows it. */
  readonly line: number
  readonly cells: LinkCells
}

export type LineReason = 'name' | 'parent' | 'cycle' | 'position' | 'state' | 'too-long' | 'twice'

export interface LineProblem {
  readonly line: number
  readonly text: string
  readonly reason: LineReason
}

/** A link of the chain that is there already. */
export type KnownLink = Pick<
  ChainLink,
  'id' | 'name' | 'parentId' | 'position' | 'state' | 'gapNote' | 'leader'
>
type LinkField = 'parent' | 'position' | 'state' | 'gapNote' | 'leader'

/** What becomes of one row: a new link, or an old one with what differs, and the enterprises it names. */
export interface PlannedLink {
  readonly line: number
  /** Of the link that is there, null for a new one. */
  readonly id: string | null
  readonly name: string
  readonly parent: string | null
  readonly position: LinkPosition
  readonly state: LinkState
  readonly gapNote: string | null
  readonly leader: string | null
  /** What differs from the link that is there; empty for a new one. */
  readonly changes: readonly LinkField[]
  readonly local: readonly string[]
  readonly target: readonly string[]
}

const positions: Readonly<Record<string, LinkPosition>> = {
  ...{ 上游: 'upstream', 中游: 'midstream', 下游: 'downstream', 配套: 'supporting' },
  ...{ upstream: 'upstream', midstream: 'midstream', downstream: 'downstream', supporting: 'supporting' },
}
const states: Readonly<Record<string, LinkState>> = {
  ...{ 强: 'strong', 弱: 'weak', 缺: 'missing', 缺失: 'missing', 薄弱: 'weak', 空白: 'missing' },
  ...{ strong: 'strong', weak: 'weak', missing: 'missing' },
}
const longestName = 60
const longestNote = 500

/**
 * Links as they are copied from a spreadsheet, a row each, or as a plain list of names. With a header the columns are
 * known by it, else they are 环节, 上级环节, 位置, 状态, 缺口说明.
 */
export function pastedLinks(text: string): readonly LinkRow[] {
  const lines = text.split(/\r?\n/).map((row) =>
    // A note of a spreadsheet may hold commas; only rows without a tab are parted by them.
    row.split(row.includes('\t') ? '\t' : /,|，/).map((cell) => cell.trim()),
  )
  const headed = tableRows([{ sheet: null, lines }], linkColumns)
  if (headed) return headed.rows
  return lines.flatMap((cells, index) => {
    if (cells.every((cell) => cell === '')) return []
    const [name, parent, position, state, gapNote] = cells.map((cell) => cell || null)
    const rest = { leader: null, local: null, target: null }
    return [{ line: index + 1, cells: { ...plain({ name, parent, position, state, gapNote }), ...rest } }]
  })
}

type Positional = 'name' | 'parent' | 'position' | 'state' | 'gapNote'
const plain = (cells: { readonly [F in Positional]: string | null | undefined }) => ({
  name: cells.name ?? null,
  parent: cells.parent ?? null,
  position: cells.position ?? null,
  state: cells.state ?? null,
  gapNote: cells.gapNote ?? null,
})

interface Read {
  readonly line: number
  readonly name: string
  readonly parent: string | null
  readonly position: LinkPosition | null
  readonly state: LinkState | null
  readonly gapNote: string | null
  readonly leader: string | null
  readonly local: readonly string[]
  readonly target: readonly string[]
}

/**
 * What a table of links does to a chain. Links are known by their names. A parent is a link of the chain or of another
 * row, wherever that stands. An empty cell says nothing: an old link keeps what it has; a new one is strong, at its
 * parent's position, else at that of the row before. Rows of one link that say the same (one line an enterprise) are
 * united. A row that cannot be read, and one whose parent is not there, is named with its reason and left out.
 */
export function plannedLinks(
  rows: readonly LinkRow[],
  known: readonly KnownLink[],
): { readonly links: readonly PlannedLink[]; readonly problems: readonly LineProblem[] } {
  const problems: LineProblem[] = []
  const texts = new Map(rows.map(({ line, cells }) => [line, said(cells)]))
  const refuse = (line: number, reason: LineReason) =>
    problems.push({ line, text: texts.get(line) ?? '', reason })
  const names = new Map(known.map(({ name }) => [nameKey(name), name]))
  const named = (typed: string) => names.get(nameKey(typed)) ?? officialText(typed)
  let read = new Map<string, Read>()
  for (const row of rows) {
    // A note below the table stands in a column that is not read.
    if (Object.values(row.cells).every((cell) => cell === null)) continue
    if (/^(合计|总计|小计|注[:：])/.test(row.cells.name ?? '')) continue
    const made = readRow(row, named)
    if (typeof made === 'string') refuse(row.line, made)
    else {
      const before = read.get(made.name)
      const united = before ? unite(before, made) : made
      if (united) read.set(made.name, united)
      else refuse(row.line, 'twice')
    }
  }
  const byName = new Map(known.map((link) => [link.name, link]))
  const nameOf = new Map(known.map(({ id, name }) => [id, name]))
  const parentOf = (name: string): string | null => {
    const old = byName.get(name)
    return read.get(name)?.parent ?? (old?.parentId ? (nameOf.get(old.parentId) ?? null) : null)
  }
  // Leaving a row out may take the parent from others.
  for (;;) {
    const gone = new Set<string>()
    for (const { line, name, parent } of read.values()) {
      if (parent === null) continue
      const isThere = read.has(parent) || byName.has(parent)
      if (isThere && !isOnRing(name, parentOf)) continue
      gone.add(name)
      refuse(line, isThere ? 'cycle' : 'parent')
    }
    if (gone.size === 0) break
    read = new Map(Array.from(read).filter(([name]) => !gone.has(name)))
  }
  let last: LinkPosition = 'upstream'
  const positionOf = (name: string, fallback: LinkPosition): LinkPosition => {
    const row = read.get(name)
    if (row?.position) return row.position
    const old = byName.get(name)
    if (old && (row?.parent ?? null) === null) return old.position
    const parent = parentOf(name)
    return parent === null ? fallback : positionOf(parent, fallback)
  }
  const links = Array.from(read.values()).map((row): PlannedLink => {
    const old = byName.get(row.name)
    const parent = parentOf(row.name)
    const hasMoved = old !== undefined && parent !== (old.parentId && (nameOf.get(old.parentId) ?? null))
    const position = old && !row.position && !hasMoved ? old.position : positionOf(row.name, last)
    last = position
    const values = {
      ...{ parent, position, state: row.state ?? old?.state ?? 'strong' },
      ...{ gapNote: row.gapNote ?? old?.gapNote ?? null, leader: row.leader ?? old?.leader ?? null },
    }
    const differs = (['position', 'state', 'gapNote', 'leader'] as const).filter(
      (field) => old && old[field] !== values[field],
    )
    return {
      ...{ line: row.line, id: old?.id ?? null, name: row.name, ...values },
      changes: [...(hasMoved ? (['parent'] as const) : []), ...differs],
      ...{ local: row.local, target: row.target },
    }
  })
  return { links, problems: problems.sort((a, b) => a.line - b.line) }
}

/** Whether a row says of a link what it is already, but for the enterprises. */
export const isOld = ({ id, changes }: PlannedLink): boolean => id !== null && changes.length === 0

/** @param named gives the name under which the chain has a link, or the typed one */
function readRow({ line, cells }: LinkRow, named: (typed: string) => string): Read | LineReason {
  const text = (typed: string | null) => officialText(typed) || null
  const [gapNote, leader, parent] = [text(cells.gapNote), text(cells.leader), text(cells.parent)]
  const name = named(cells.name ?? '')
  if (name === '') return 'name'
  if (name.length > longestName || (leader ?? '').length > longestName) return 'too-long'
  if ((gapNote ?? '').length > longestNote) return 'too-long'
  const position = cells.position === null ? null : positions[plainWord(cells.position)]
  if (position === undefined) return 'position'
  const state = cells.state === null ? null : states[plainWord(cells.state)]
  if (state === undefined) return 'state'
  return {
    ...{ line, name, parent: parent && named(parent), position, state, gapNote, leader },
    ...{ local: namesIn(cells.local), target: namesIn(cells.target) },
  }
}

/** A name as it is compared: width and capitals do not matter. */
const nameKey = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s/g, '')

/** `上游环节`, `弱项`, `缺链`: the word alone. */
const plainWord = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s|(环节|项|链)$/g, '')

/** Enterprises of a cell, each on a line of its own or parted by signs, with or without running numbers. */
function namesIn(text: string | null): readonly string[] {
  const parts = (text ?? '').split(/[、,，;；\n/|]+/)
  const names = parts.map((part) => part.trim().replace(/^[(（]?\d{1,2}[)）.．、]\s*|等\d*家?$/g, ''))
  return [...new Set(names.filter((name) => name.length > 1 && name !== '暂无'))]
}

/** Two rows of one link as one; undefined where they say different things of it. */
function unite(first: Read, second: Read): Read | undefined {
  const fields = ['parent', 'position', 'state', 'gapNote', 'leader'] as const
  if (fields.some((field) => second[field] !== null && second[field] !== first[field])) return undefined
  // Nothing new: the same row again.
  if (second.local.length === 0 && second.target.length === 0) return undefined
  return {
    ...first,
    local: [...new Set([...first.local, ...second.local])],
    target: [...new Set([...first.target, ...second.target])],
  }
}

function isOnRing(name: string, parentOf: (name: string) => string | null): boolean {
  const seen = new Set<string>()
  let at = parentOf(name)
  while (at !== null && !seen.has(at)) {
    if (at === name) return true
    seen.add(at)
    at = parentOf(at)
  }
  return false
}

const said = (cells: LinkCells): string =>
  [cells.name, cells.parent, cells.position, cells.state].filter(Boolean).join(' · ')
