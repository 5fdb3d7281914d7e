import type * as Y from 'yjs'
import { z } from 'zod'

/**
 * A note is ONE flat Y.Text: characters with marks, embedded things, and line ends that carry the form of their line.
 * Splitting a paragraph is typing one character, making it a heading is changing one attribute: no words are copied or
 * live inside a container that another person may delete meanwhile, so concurrent edits neither double nor lose any.
 * The last line has no end of its own and is always a plain one.
 */
export const lineStyles = ['text', 'h1', 'h2', 'bullet', 'number', 'check'] as const
export type LineStyle = (typeof lineStyles)[number]

export const markNames = ['bold', 'italic', 'underline', 'strike'] as const
export type MarkName = (typeof markNames)[number]

/** Deepest level of a list. */
export const deepestIndent = 4

/** Breaks a line without ending it (inside a table's cell, or by Shift+Enter). */
export const softBreak = '\u2028'

/** Where a line stands in a table: it begins the table, a row of it, or is a further cell of the row. */
const cellPlaces = ['table', 'row', 'cell'] as const
export type CellPlace = (typeof cellPlaces)[number]

const Mention = z.object({
  table: z.enum(['enterprises', 'contacts', 'users']),
  id: z.string().max(64),
  label: z.string().max(200),
})
export type Mention = z.infer<typeof Mention>
const Picture = z.object({ id: z.string().max(64), name: z.string().max(400) })
export type Picture = z.infer<typeof Picture>

/** A thing inside the text, as long as one character: a mention of somebody, or an attached picture. */
export const Embed = z.union([z.object({ mention: Mention }), z.object({ picture: Picture })])
export type Embed = z.infer<typeof Embed>

/** Text or a thing with the marks it has, sorted. */
export interface Span {
  readonly insert: string | Embed
  readonly marks: readonly MarkName[]
}

export interface Block {
  readonly style: LineStyle
  readonly indent: number
  readonly checked: boolean
  readonly cell: CellPlace | null
  readonly spans: readonly Span[]
}

/** A line of text without any marks. */
export const plainBlock = (text: string): Block => ({
  style: 'text',
  indent: 0,
  checked: false,
  cell: null,
  spans: text === '' ? [] : [{ insert: text, marks: [] }],
})

/** Name of the text in a note's document. */
const textName = 'note'
/** The text of a note's document. */
export const textOf = (doc: Y.Doc): Y.Text => doc.getText(textName)

interface Piece {
  readonly insert?: unknown
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
}

/** Reads the lines of a note. What a newer version may have put in and this one does not know is left out. */
export function readBlocks(text: Y.Text): Block[] {
  const blocks: Block[] = []
  let spans: Span[] = []
  const push = (insert: string | Embed, attributes: Piece['attributes']) => {
    if (insert !== '') spans.push({ insert, marks: markNames.filter((name) => attributes?.[name] === true) })
  }
  for (const { insert, attributes } of text.toDelta() as readonly Piece[]) {
    if (typeof insert !== 'string') {
      const embed = Embed.safeParse(insert)
      if (embed.success) push(embed.data, attributes)
      continue
    }
    const [first = '', ...others] = insert.split('\n')
    push(first, attributes)
    for (const line of others) {
      blocks.push({ ...formOf(attributes), spans })
      spans = []
      push(line, attributes)
    }
  }
  return [...blocks, { ...plainBlock(''), spans }]
}

function formOf(attributes: Piece['attributes']): Omit<Block, 'spans'> {
  const { style, indent, checked, cell } = attributes ?? {}
  return {
    style: lineStyles.find((known) => known === style) ?? 'text',
    indent: typeof indent === 'number' && indent >= 1 && indent <= deepestIndent ? Math.floor(indent) : 0,
    checked: checked === true,
    cell: cellPlaces.find((known) => known === cell) ?? null,
  }
}

/** A note ends in a plain line; one is added where it does not. */
export function closed(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1)
  const isPlain = last && last.style === 'text' && last.indent === 0 && last.cell === null
  return isPlain ? blocks : [...blocks, plainBlock('')]
}

const spanText = ({ insert }: Span): string => {
  if (typeof insert === 'string') return insert.replaceAll(softBreak, '\n')
  return 'mention' in insert ? `@${insert.mention.label}` : `[${insert.picture.name}]`
}

/** A line as plain text. */
export const blockText = ({ spans }: Block): string => spans.map(spanText).join('')

/** The whole note as plain text, for search, lists and reports: one line each, a table's row on one line. */
export function plainText(blocks: readonly Block[]): string {
  let text = ''
  blocks.forEach((block, index) => {
    const joint =
      index === 0 ? '' : block.cell === 'row' || block.cell === null || block.cell === 'table' ? '\n' : '\t'
    text += joint + blockText(block)
  })
  return text.trim()
}
