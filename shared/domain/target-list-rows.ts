import type { CalendarDate } from './calendar.ts'
import { tidyEnterpriseName } from './enterprise-names.ts'
import { footingIn } from './import/row.ts'
import { type TableColumns, type TableRows, tableRows } from './import/table-rows.ts'
import { type TargetListItem, targetListItems } from './target-lists.ts'
import { normaliseUscc, usccProblem } from './uscc.ts'

export type ListLineValues = Pick<
  TargetListItem,
  'name' | 'uscc' | 'city' | 'industryChain' | 'level' | 'category' | 'reason'
>
type ListColumn = keyof ListLineValues | 'serial'

/** Columns of a target list under the headings that offices give them. */
export const listColumns: TableColumns<ListColumn> = {
  headings: {
    serial: ['序号', '编号', 'no.', 'no'],
    name: ['企业名称', '公司名称', '单位名称', '企业全称', '名称', '企业', 'enterprise', 'company'],
    uscc: ['统一社会信用代码', '信用代码', '社会信用代码'],
    city: ['城市', '所在地', '所在城市', '地区', '总部所在地', 'city'],
    industryChain: ['产业链', '所属产业链', '产业', '行业', '所属行业'],
    level: ['级别', '层级', '目标层级'],
    category: ['类别', '分类', '企业类别', '目标类别'],
    reason: ['推荐理由', '入选理由', '推荐原因', '入选原因', '推荐说明'],
  },
  needed: ['name'],
}

const levels: Readonly<Record<string, ListLineValues['level']>> = {
  ...{ 省: 'province', 省级: 'province', 市: 'city', 市级: 'city', 县: 'county', 县级: 'county' },
  ...{ 区级: 'county', 园区: 'park', 园区级: 'park' },
}

const lineProblems = ['no-name', 'repeated', 'too-long'] as const
/** Why a line of a list cannot be taken over. */
export type LineProblem = (typeof lineProblems)[number]
const lineRemarks = ['uscc-wrong', 'level-unknown'] as const
/** What of a line is left out while the rest of it is taken over. */
export type LineRemark = (typeof lineRemarks)[number]

/** One line of a list as it was read; `values` is null where there is a problem. */
export interface ListLine {
  readonly line: number
  /** The name as it stands there, null for none. */
  readonly name: string | null
  readonly values: ListLineValues | null
  readonly problem: LineProblem | null
  /** The earlier line that names the same enterprise, for one that is repeated. */
  readonly sameAs: number | null
  readonly remarks: readonly LineRemark[]
}

/**
 * What is read of a table's rows: each line that names an enterprise or fails to. Totals, notes and empty lines are no
 * lines. The same enterprise twice, by its name in the normal form or its credit code, counts once.
 * @param normal a name without place, legal form and the like
 */
export function listLines(
  rows: TableRows<ListColumn>['rows'],
  normal: (name: string) => string,
): readonly ListLine[] {
  const firstWith = new Map<string, number>()
  return rows.flatMap(({ line, cells }): ListLine[] => {
    const { serial, ...told } = cells
    const texts = [serial, ...Object.values(told)].map((text) => text ?? '')
    if (footingIn(texts) || Object.values(told).every((text) => text === null)) return []
    const name = told.name === null ? null : tidyEnterpriseName(told.name)
    const bad = (problem: LineProblem, sameAs: number | null = null): ListLine[] => [
      { line, name, values: null, problem, sameAs, remarks: [] },
    ]
    if (name === null || normal(name) === '') return bad('no-name')
    const code = normaliseUscc(told.uscc ?? '')
    const uscc = code !== '' && usccProblem(code) === null ? code : null
    const level = levels[told.level ?? ''] ?? null
    const { data: values } = lineValues.safeParse({
      ...told,
      name,
      reason: chinesePunctuation(told.reason),
      uscc,
      level,
    })
    if (!values) return bad('too-long')
    const marks = [`name ${normal(name)}`, ...(uscc === null ? [] : [`uscc ${uscc}`])]
    const before = marks.map((mark) => firstWith.get(mark)).find((known) => known !== undefined)
    if (before !== undefined) return bad('repeated', before)
    for (const mark of marks) firstWith.set(mark, line)
    const remarks: readonly LineRemark[] = [
      ...(code !== '' && uscc === null ? (['uscc-wrong'] as const) : []),
      ...(told.level !== null && level === null ? (['level-unknown'] as const) : []),
    ]
    return [{ line, name, values, problem: null, sameAs: null, remarks }]
  })
}

const fullWidth: Readonly<Record<string, string>> = { ',': '，', ':': '：', ';': '；' }

/** Reading cells makes every mark half width; in Chinese text it stands full width again. */
function chinesePunctuation(text: string | null): string | null {
  return text === null ? null : text.replace(/(?<=\p{Script=Han})[,:;]/gu, (mark) => fullWidth[mark] ?? mark)
}

export const lineValues = targetListItems.draft.pick({
  ...{ name: true, uscc: true, city: true, industryChain: true, level: true, category: true, reason: true },
})

/**
 * A list as it is copied from a spreadsheet: columns by tab. Without a line of headings the first text of each line
 * that is no number is taken for the name.
 */
export function pastedRows(text: string): Pick<TableRows<ListColumn>, 'titles' | 'rows'> {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.split('\t').map((cell) => cell.replace(/^"|"$/g, '').trim()))
  const headed = tableRows([{ sheet: null, lines }], listColumns)
  if (headed) return headed
  const rows = lines.flatMap((cells, index) =>
    cells.every((cell) => cell === '')
      ? []
      : [
          {
            line: index + 1,
            cells: { ...noCells, name: cells.find(isName) ?? null, serial: cells[0] ?? null },
          },
        ],
  )
  return { titles: [], rows }
}

const isName = (cell: string): boolean => cell !== '' && !/^\d+$/.test(cell)
const noCells = {
  ...{ serial: null, name: null, uscc: null, city: null, industryChain: null, level: null, category: null },
  reason: null,
} satisfies Record<ListColumn, null>

const quarterDigits = '一二三四'

/** The first day of the quarter that a title names, as in `2026年第三季度` or `2026Q3`; null for none. */
export function quarterNamed(titles: readonly string[]): CalendarDate | null {
  for (const title of titles) {
    const text = title.normalize('NFKC')
    const found = /(20\d\d)\s*年?\D{0,4}?([1-4一二三四])\s*季|(20\d\d)\D?Q([1-4])/i.exec(text)
    const [year, digit] = [found?.[1] ?? found?.[3], found?.[2] ?? found?.[4]]
    if (year === undefined || digit === undefined) continue
    const quarter = quarterDigits.includes(digit) ? quarterDigits.indexOf(digit) + 1 : Number(digit)
    return `${year}-${String(quarter * 3 - 2).padStart(2, '0')}-01`
  }
  return null
}
