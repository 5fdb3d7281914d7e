import { type TargetListItem, targetListItems } from './target-lists.ts'
import { normaliseUscc, usccProblem } from './uscc.ts'

export type PastedItem = Pick<
  TargetListItem,
  'name' | 'uscc' | 'city' | 'industryChain' | 'level' | 'category'
>

export interface PastedList {
  readonly items: readonly PastedItem[]
  /** Lines, counted from 1, that name no enterprise or name one again. */
  readonly skipped: readonly number[]
}

const headings: Readonly<Record<Exclude<keyof PastedItem, never>, readonly string[]>> = {
  name: ['企业名称', '公司名称', '单位名称', '企业全称', '名称', '企业'],
  uscc: ['统一社会信用代码', '信用代码', '社会信用代码'],
  city: ['城市', '所在地', '所在城市', '地区', '总部所在地'],
  industryChain: ['产业链', '所属产业链', '产业', '行业', '所属行业'],
  level: ['级别', '层级', '目标层级'],
  category: ['类别', '分类', '企业类别', '目标类别'],
}

const levels: Readonly<Record<string, PastedItem['level']>> = {
  省: 'province',
  省级: 'province',
  市: 'city',
  市级: 'city',
  县: 'county',
  县级: 'county',
  区级: 'county',
  园区: 'park',
  园区级: 'park',
}

/**
 * Reads a list as it is copied from a spreadsheet: columns by tab, the first line that names a name column as heading,
 * lines above it (a title) left out. Without headings the only column is taken for the names. The same name twice, in
 * its normal form, counts once.
 */
export function pastedList(text: string, normal: (name: string) => string): PastedList {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.split('\t').map(tidy))
  const head = lines.findIndex((cells) => cells.some((cell) => headings.name.includes(plain(cell))))
  const columns = head < 0 ? null : (lines[head] ?? []).map(fieldOf)
  const items: PastedItem[] = []
  const skipped: number[] = []
  const seen = new Set<string>()
  lines.forEach((cells, index) => {
    if (index <= head || cells.every((cell) => cell === '')) return
    const item = itemOf(columns ? valuesBy(columns, cells) : { name: onlyName(cells) })
    const mark = item && normal(item.name)
    if (!item || !mark || seen.has(mark)) {
      skipped.push(index + 1)
      return
    }
    seen.add(mark)
    items.push(item)
  })
  return { items, skipped }
}

const tidy = (cell: string): string => cell.replace(/^"|"$/g, '').trim()
const plain = (heading: string): string => heading.replace(/[\s　]|[（(].*[）)]/g, '')

function fieldOf(heading: string): keyof PastedItem | null {
  const found = Object.entries(headings).find(([, words]) => words.includes(plain(heading)))
  return (found?.[0] as keyof PastedItem | undefined) ?? null
}

function valuesBy(columns: readonly (keyof PastedItem | null)[], cells: readonly string[]) {
  return Object.fromEntries(
    columns.flatMap((field, index) => (field && cells[index] ? [[field, cells[index]]] : [])),
  )
}

/** The first cell that is neither empty nor a serial number. */
const onlyName = (cells: readonly string[]): string =>
  cells.find((cell) => cell !== '' && !/^\d+$/.test(cell)) ?? ''

function itemOf(values: Readonly<Record<string, string>>): PastedItem | null {
  const uscc = normaliseUscc(values.uscc ?? '')
  const { data } = targetListItems.draft
    .pick({ name: true, uscc: true, city: true, industryChain: true, level: true, category: true })
    .safeParse({
      ...values,
      level: levels[values.level ?? ''] ?? null,
      // A code with a slip in it would match nothing; the name still does.
      uscc: uscc && usccProblem(uscc) === null ? uscc : null,
    })
  return data ?? null
}
