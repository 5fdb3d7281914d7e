import type { Mark, Node as PmNode, Schema } from '@tiptap/pm/model'
import {
  type Block,
  type CellPlace,
  type Embed,
  lineStyles,
  type MarkName,
  markNames,
  plainBlock,
  type Span,
  softBreak,
} from '#shared/notes/blocks.ts'

/** A line of the editor's document, where it stands in it and in the note's text. */
export interface Line {
  readonly node: PmNode
  readonly cell: CellPlace | null
  /** Position before the node. */
  readonly pos: number
  /** Place in the note's text where it begins. */
  readonly place: number
}

/** The lines of a document in order. */
export function linesOf(doc: PmNode): Line[] {
  const lines: Line[] = []
  let place = 0
  const push = (node: PmNode, pos: number, cell: CellPlace | null) => {
    lines.push({ node, cell, pos, place })
    place += node.content.size + 1
  }
  doc.forEach((block, offset) => {
    if (block.type.name !== 'table') {
      push(block, offset, null)
      return
    }
    block.forEach((row, rowOffset, rowIndex) => {
      row.forEach((cell, cellOffset, cellIndex) => {
        const kind = cellIndex > 0 ? 'cell' : rowIndex > 0 ? 'row' : 'table'
        const line = cell.firstChild
        if (line) push(line, offset + 1 + rowOffset + 1 + cellOffset + 1, kind)
      })
    })
  })
  return lines
}

/** What of a note's text lies before a position of the document. */
export function placeOf(lines: readonly Line[], pos: number): number {
  let place = 0
  for (const line of lines) {
    if (line.pos >= pos) break
    const inside = pos - line.pos - 1
    const size = line.node.content.size
    // Behind the line's content its end counts too.
    place = line.place + (inside <= size ? Math.max(0, inside) : size + 1)
  }
  return place
}

/** The position of the document at a place of the note's text. */
export function positionOf(lines: readonly Line[], place: number): number {
  const line = lines.findLast((each) => each.place <= place)
  if (!line) return 0
  return line.pos + 1 + Math.min(place - line.place, line.node.content.size)
}

/** A line as the note keeps it. */
export function blockOf({ node, cell }: Pick<Line, 'node' | 'cell'>): Block {
  const spans: Span[] = []
  node.forEach((child) => {
    const marks = marksOf(child.marks)
    const insert = child.isText ? (child.text ?? '') : insertOf(child)
    const last = spans.at(-1)
    const joins =
      last &&
      typeof last.insert === 'string' &&
      typeof insert === 'string' &&
      last.marks.join() === marks.join()
    if (joins) spans[spans.length - 1] = { insert: `${last.insert}${insert}`, marks }
    else spans.push({ insert, marks })
  })
  const { line, indent, checked } = node.attrs
  return {
    style: lineStyles.find((known) => known === line) ?? 'text',
    indent: Number(indent) || 0,
    checked: line === 'check' && checked === true,
    cell,
    spans,
  }
}

function marksOf(marks: readonly Mark[]): MarkName[] {
  const names = new Set(marks.map((mark) => mark.type.name))
  return markNames.filter((name) => names.has(name))
}

function insertOf(node: PmNode): string | Embed {
  const { table, id, label, name } = node.attrs
  if (node.type.name === 'mention') return { mention: { table, id: String(id), label: String(label) } }
  if (node.type.name === 'picture') return { picture: { id: String(id), name: String(name) } }
  return softBreak
}

/** A note's lines as a document of the editor. Rows of a table that lack cells get empty ones. */
export function docOf(schema: Schema, blocks: readonly Block[]): PmNode {
  const content: PmNode[] = []
  let rows: PmNode[][] = []
  const node = (name: string, children: readonly PmNode[]) =>
    schema.nodes[name]?.createChecked(null, [...children])
  const closeTable = () => {
    if (rows.length === 0) return
    const width = Math.max(...rows.map((row) => row.length))
    const whole = rows.flatMap((row) => {
      const missing = Array.from({ length: width - row.length }, () => plainBlock(''))
      const cells = [...row, ...missing.map((block) => lineNode(schema, block))].flatMap(
        (line) => node('tableCell', [line]) ?? [],
      )
      return node('tableRow', cells) ?? []
    })
    const table = node('table', whole)
    if (table) content.push(table)
    rows = []
  }
  for (const block of blocks) {
    const line = lineNode(schema, block)
    if (block.cell === null || block.cell === 'table') closeTable()
    if (block.cell === null) content.push(line)
    else if (block.cell === 'cell' && rows.length > 0) rows.at(-1)?.push(line)
    else rows.push([line])
  }
  closeTable()
  const doc = schema.topNodeType.create(null, content)
  doc.check()
  return doc
}

function lineNode(schema: Schema, { style, indent, checked, spans }: Block): PmNode {
  const children = spans.flatMap(({ insert, marks }): PmNode[] => {
    const set = marks.flatMap((name) => schema.marks[name]?.create() ?? [])
    if (typeof insert !== 'string') {
      const made =
        'mention' in insert
          ? schema.nodes.mention?.create(insert.mention, null, set)
          : schema.nodes.picture?.create(insert.picture, null, set)
      return made ? [made] : []
    }
    return insert.split(softBreak).flatMap((part, index): PmNode[] => {
      const text = part === '' ? [] : [schema.text(part, set)]
      const ending = schema.nodes.hardBreak?.create()
      return index > 0 && ending ? [ending, ...text] : text
    })
  })
  const made = schema.nodes.paragraph?.create({ line: style, indent, checked }, children)
  if (!made) throw new Error('the editor has no lines')
  return made
}
