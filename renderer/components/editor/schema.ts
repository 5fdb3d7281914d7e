import { type Extensions, Mark, mergeAttributes, Node } from '@tiptap/core'
import { Table, TableCell, TableRow } from '@tiptap/extension-table'
import { deepestIndent, type LineStyle, lineStyles, type MarkName } from '#shared/notes/blocks.ts'

const tags: Readonly<Record<LineStyle, string>> = {
  text: 'p',
  h1: 'h3',
  h2: 'h4',
  bullet: 'p',
  number: 'p',
  check: 'p',
}

const styleIn = (value: unknown): LineStyle => lineStyles.find((known) => known === value) ?? 'text'

/** How a line of another program's text is to be taken: its heading, or the list it stands in. */
function pastedStyle(element: HTMLElement): LineStyle {
  const own = element.dataset.line
  if (own !== undefined) return styleIn(own)
  if (/^H[12]$/.test(element.tagName)) return 'h1'
  if (/^H[3-6]$/.test(element.tagName)) return 'h2'
  const list = element.closest('li')?.parentElement
  if (!list) return 'text'
  return list.tagName === 'OL' ? 'number' : 'bullet'
}

function pastedIndent(element: HTMLElement): number {
  const own = Number(element.dataset.indent)
  if (own > 0) return Math.min(deepestIndent, own)
  let depth = -1
  for (let list = element.closest('ul, ol'); list; list = list.parentElement?.closest('ul, ol') ?? null)
    depth += 1
  return Math.max(0, Math.min(deepestIndent, depth))
}

/**
 * A line. Heading, list item and check item are forms of one and the same node: changing the form moves no text, so
 * that what somebody else writes into the line meanwhile stays in it (shared/notes/blocks.ts).
 */
const Line = Node.create({
  name: 'paragraph',
  group: 'block',
  content: 'inline*',
  priority: 1000,
  addAttributes() {
    return {
      line: { default: 'text', parseHTML: pastedStyle, renderHTML: ({ line }) => ({ 'data-line': line }) },
      indent: {
        default: 0,
        parseHTML: pastedIndent,
        renderHTML: ({ indent }) => (indent ? { 'data-indent': indent } : {}),
      },
      checked: {
        default: false,
        parseHTML: (element) => element.dataset.checked === 'true',
        renderHTML: ({ line, checked }) => (line === 'check' ? { 'data-checked': String(checked) } : {}),
      },
    }
  },
  parseHTML() {
    return [
      ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => ({ tag })),
      {
        tag: 'li',
        getAttrs: (element: HTMLElement) =>
          element.querySelector('p, div, ul, ol, h1, h2, h3') ? false : null,
      },
    ]
  },
  renderHTML({ node, HTMLAttributes }) {
    return [tags[styleIn(node.attrs.line)], HTMLAttributes, 0]
  },
})

const MentionNode = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    table: { default: 'contacts', parseHTML: (element) => element.dataset.table },
    id: { default: '', parseHTML: (element) => element.dataset.mention },
    label: { default: '', parseHTML: (element) => element.textContent?.replace(/^@/, '') },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node }) => [
    'span',
    { class: 'op-mention', 'data-mention': node.attrs.id, 'data-table': node.attrs.table },
    `@${node.attrs.label}`,
  ],
  renderText: ({ node }) => `@${node.attrs.label}`,
})

const HardBreak = Node.create({
  name: 'hardBreak',
  group: 'inline',
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
})

const OneLineCell = TableCell.extend({
  content: 'paragraph',
  // Merged cells are taken apart: a note's tables are plain.
  addAttributes: () => ({
    colspan: { default: 1, parseHTML: () => 1, rendered: false },
    rowspan: { default: 1, parseHTML: () => 1, rendered: false },
    colwidth: { default: null, parseHTML: () => null, rendered: false },
  }),
  parseHTML: () => [{ tag: 'td' }, { tag: 'th' }],
  renderHTML: ({ HTMLAttributes }) => ['td', mergeAttributes(HTMLAttributes), 0],
})

const PlainTable = Table.extend({
  // The widths that the extension writes as a style attribute are forbidden by the content security policy.
  renderHTML: () => ['table', { class: 'op-note-table' }, ['tbody', 0]],
})

/** Tag that is written, others that are read, and the key. */
const markForms: readonly (readonly [MarkName, string, readonly string[], string])[] = [
  ['bold', 'strong', ['b'], 'Mod-b'],
  ['italic', 'em', ['i'], 'Mod-i'],
  ['underline', 'u', [], 'Mod-u'],
  ['strike', 's', ['del'], 'Mod-Shift-x'],
]

const marks = markForms.map(([name, tag, others, shortcut]) =>
  Mark.create({
    name,
    parseHTML: () => [tag, ...others].map((each) => ({ tag: each })),
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
    addKeyboardShortcuts() {
      return { [shortcut]: () => this.editor.commands.toggleMark(name) }
    },
  }),
)

const Doc = Node.create({ name: 'doc', topNode: true, content: 'block+' })
const Text = Node.create({ name: 'text', group: 'inline' })

/** Everything a note can hold. `picture` is handed in, since showing one needs the window. */
export const noteSchema = (picture: Node): Extensions => [
  Doc,
  Text,
  Line,
  HardBreak,
  MentionNode,
  picture,
  ...marks,
  PlainTable.configure({ resizable: false, View: null }),
  TableRow.extend({ content: 'tableCell*' }),
  OneLineCell,
]
