/**
 * A report as the preview shows it and the document writers print it: one model, several outputs. Everything in it
 * is finished Chinese official text; a writer chooses fonts and positions, never words.
 */
export type ReportBlock = ReportHeading | ReportParagraph

/** `一、基本情况`: a heading of the first level, on a line of its own. */
export interface ReportHeading {
  readonly kind: 'heading'
  readonly text: string
}

/** A paragraph; `lead` is its run-in heading, `（一）行程安排。` (level 2) or `1.某某公司` (level 3). */
export interface ReportParagraph {
  readonly kind: 'paragraph'
  readonly lead: { readonly level: 2 | 3; readonly text: string } | null
  readonly text: string
}

/** `amount` is a number of 万元 with two decimals, `index` a running number. */
export type ReportColumnType = 'index' | 'text' | 'amount' | 'integer' | 'date'

export interface ReportColumn {
  readonly key: string
  readonly title: string
  readonly type: ReportColumnType
  /** Share of the table's width; shares of all columns are added up by the writer. */
  readonly width: number
  readonly align: 'left' | 'center' | 'right'
  /** Equal neighbours stand in one cell over several rows. */
  readonly mergeEqual: boolean
}

export type ReportCell = string | number | null

export interface ReportTable {
  readonly columns: readonly ReportColumn[]
  readonly rows: readonly (readonly ReportCell[])[]
  /** 合计 row, or null where there is nothing to add up. */
  readonly total: readonly ReportCell[] | null
}

/** A photo of the report; its picture comes from the file of the attachment. */
export interface ReportPhoto {
  readonly attachmentId: string
  readonly mime: string
  /** Day, place and occasion. */
  readonly caption: string
}

export interface ReportAttachment {
  /** Number among the attachments that exist, from 1. */
  readonly number: number
  readonly title: string
  readonly landscape: boolean
  /** Without columns where there are photos in its place. */
  readonly table: ReportTable
  /** Two a page, in the order in which they were taken. */
  readonly photos?: readonly ReportPhoto[]
  /** `注：……` under the table, or null. */
  readonly note: string | null
}

export interface TripReport {
  readonly title: string
  /** The title broken into lines at a sensible place (GB/T 9704-2012, 7.3.1). */
  readonly titleLines: readonly string[]
  /** 主送, with its colon. */
  readonly recipient: string
  readonly lead: string
  readonly blocks: readonly ReportBlock[]
  readonly attachments: readonly ReportAttachment[]
  /** 署名. */
  readonly signature: string
  /** 成文日期, `2026年1月5日`. */
  readonly date: string
  /** Something the report should tell is not in it yet: it is marked 草稿. */
  readonly isDraft: boolean
}

/** A left-aligned text column; `options` changes what differs. */
export function column(
  key: string,
  title: string,
  width: number,
  options: Partial<Pick<ReportColumn, 'type' | 'align' | 'mergeEqual'>> = {},
): ReportColumn {
  return { key, title, width, type: 'text', align: 'left', mergeEqual: false, ...options }
}

/** A cell as it is printed: amounts with thousands separators and two decimals, absent values empty. */
export function cellText(type: ReportColumnType, cell: ReportCell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return cell
  return type === 'amount' ? thousands(cell) : String(cell)
}

function thousands(amount: number): string {
  return amount.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')
}
