import { Fragment, type ReactNode } from 'react'
import { Link } from 'react-router'
import { type Block, type MarkName, type Span, softBreak } from '#shared/notes/blocks.ts'
import { AttachmentImage } from '../../components/attachments/AttachmentImage.tsx'
import '../../components/editor/note-text.css'

/** A note for reading, as it looks in the editor. */
export function NoteText({ blocks }: { readonly blocks: readonly Block[] }) {
  return <div className="op-note-text">{partsOf(withoutEmptyEnd(blocks)).map(shown)}</div>
}

interface Placed {
  readonly cell: Block['cell']
}

/** A line, or the cells of a table in rows. */
export type Part<B extends Placed> = B | { readonly rows: readonly (readonly B[])[] }

/** Lines one by one, the cells of a table together. */
export function partsOf<B extends Placed>(blocks: readonly B[]): Part<B>[] {
  const parts: Part<B>[] = []
  let rows: B[][] | null = null
  for (const block of blocks) {
    if (block.cell === null) {
      rows = null
      parts.push(block)
    } else if (rows === null || block.cell === 'table') {
      rows = [[block]]
      parts.push({ rows })
    } else if (block.cell === 'row') rows.push([block])
    else rows.at(-1)?.push(block)
  }
  return parts
}

/** An empty last line is the editor's alone. */
const withoutEmptyEnd = (blocks: readonly Block[]) =>
  blocks.at(-1)?.spans.length === 0 ? blocks.slice(0, -1) : blocks

function shown(part: Part<Block>, index: number): ReactNode {
  // The parts of a note have no name but their place.
  const key = String(index)
  if (!('rows' in part)) return <LineText key={key} block={part} />
  return (
    <table key={key}>
      <tbody>
        {part.rows.map((row, at) => (
          <tr key={String(at)}>
            {row.map((cell, place) => (
              <td key={String(place)}>
                <LineText block={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function LineText({ block: { style, indent, checked, spans } }: { readonly block: Block }) {
  const Tag = style === 'h1' ? 'h3' : style === 'h2' ? 'h4' : 'p'
  return (
    <Tag
      data-line={style}
      data-indent={indent > 0 ? indent : undefined}
      data-checked={style === 'check' ? checked : undefined}
    >
      {spans.map((span, index) => (
        <SpanText key={String(index)} span={span} />
      ))}
    </Tag>
  )
}

const tags: Readonly<Record<MarkName, 'strong' | 'em' | 'u' | 's'>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
}

function SpanText({ span: { insert, marks } }: { readonly span: Span }): ReactNode {
  const [name, ...others] = marks
  if (name === undefined) return insertText(insert)
  const Tag = tags[name]
  return (
    <Tag>
      <SpanText span={{ insert, marks: others }} />
    </Tag>
  )
}

function insertText(insert: Span['insert']): ReactNode {
  if (typeof insert === 'string')
    return insert.split(softBreak).map((text, index) => (
      <Fragment key={String(index)}>
        {index > 0 && <br />}
        {text}
      </Fragment>
    ))
  if ('picture' in insert)
    return (
      <span className="op-note-picture">
        <AttachmentImage id={insert.picture.id} />
      </span>
    )
  const { table, id, label } = insert.mention
  if (table === 'users') return <span className="op-mention">@{label}</span>
  return (
    <Link className="op-mention" to={`/${table}/${id}`}>
      @{label}
    </Link>
  )
}
