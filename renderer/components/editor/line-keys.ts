import { type Editor, Extension, InputRule } from '@tiptap/core'
import type { EditorView } from '@tiptap/pm/view'
import { deepestIndent, type LineStyle } from '#shared/notes/blocks.ts'

const listStyles: readonly LineStyle[] = ['bullet', 'number', 'check']

/** The form of the line in which the cursor stands. */
export function presentLine(editor: Editor): {
  readonly line: LineStyle
  readonly indent: number
  readonly inTable: boolean
} {
  const { $from } = editor.state.selection
  const { line = 'text', indent = 0 } = $from.parent.attrs
  return { line, indent, inTable: $from.depth > 1 }
}

/** Gives the chosen lines a form, or takes it from them where they have it. */
export function toggleLine(editor: Editor, line: LineStyle): void {
  const present = presentLine(editor)
  if (present.inTable) return
  const wanted = present.line === line ? 'text' : line
  const indent = listStyles.includes(wanted) ? present.indent : 0
  editor.chain().focus().updateAttributes('paragraph', { line: wanted, indent, checked: false }).run()
}

/** Moves the chosen lines of a list in or out. */
function indentLine(editor: Editor, step: 1 | -1): boolean {
  const { line, indent } = presentLine(editor)
  if (!listStyles.includes(line)) return false
  const wanted = Math.max(0, Math.min(deepestIndent, indent + step))
  return editor.commands.updateAttributes('paragraph', { indent: wanted })
}

/** Ticks a check item off, or on again, when its box is clicked. */
export function toggleCheckAt(view: EditorView, event: MouseEvent): boolean {
  const line = event.target instanceof Element ? event.target.closest('[data-line="check"]') : null
  if (!line || event.clientX > line.getBoundingClientRect().left + boxWidth) return false
  const pos = view.posAtDOM(line, 0) - 1
  const node = view.state.doc.nodeAt(pos)
  if (!node) return false
  view.dispatch(view.state.tr.setNodeAttribute(pos, 'checked', node.attrs.checked !== true))
  event.preventDefault()
  return true
}

const boxWidth = 24

const typedForms: readonly (readonly [RegExp, LineStyle])[] = [
  [/^#\s$/, 'h1'],
  [/^##\s$/, 'h2'],
  [/^[-*]\s$/, 'bullet'],
  [/^1(?:\.\s|[、．])$/, 'number'],
  [/^(?:\[\s?\]|【】)\s$/, 'check'],
]

/** How Enter, Tab and Backspace act on lines, and what typed marks at their beginning make of them. */
export const LineKeys = Extension.create({
  name: 'lineKeys',
  priority: 500,
  addInputRules() {
    return typedForms.map(
      ([find, line]) =>
        new InputRule({
          find,
          handler: ({ state, range }) => {
            if (state.selection.$from.depth > 1) return null
            const { tr } = state
            tr.delete(range.from, range.to)
            tr.setNodeMarkup(tr.doc.resolve(range.from).before(), undefined, {
              line,
              indent: 0,
              checked: false,
            })
            return undefined
          },
        }),
    )
  },
  addKeyboardShortcuts() {
    const form = (line: LineStyle) => () => {
      toggleLine(this.editor, line)
      return true
    }
    return {
      'Mod-Alt-1': form('h1'),
      'Mod-Alt-2': form('h2'),
      'Mod-Shift-7': form('number'),
      'Mod-Shift-8': form('bullet'),
      'Mod-Shift-9': form('check'),
      'Mod-Enter': () => {
        const { $from } = this.editor.state.selection
        if ($from.parent.attrs.line !== 'check') return false
        return this.editor.commands.updateAttributes('paragraph', {
          checked: $from.parent.attrs.checked !== true,
        })
      },
      'Shift-Enter': () => this.editor.commands.insertContent({ type: 'hardBreak' }),
      Enter: () => {
        const { editor } = this
        const { line, indent, inTable } = presentLine(editor)
        if (inTable) return editor.commands.insertContent({ type: 'hardBreak' })
        const { $from, empty } = editor.state.selection
        const isBlank = empty && $from.parent.content.size === 0
        if (listStyles.includes(line) && isBlank)
          return indent > 0
            ? editor.commands.updateAttributes('paragraph', { indent: indent - 1 })
            : editor.commands.updateAttributes('paragraph', { line: 'text', checked: false })
        // At the end of a heading text goes on; a new check item is not done yet.
        const atEnd = $from.parentOffset === $from.parent.content.size
        const next = line === 'h1' || line === 'h2' ? (atEnd ? 'text' : line) : line
        return editor
          .chain()
          .splitBlock()
          .updateAttributes('paragraph', { line: next, indent: next === 'text' ? 0 : indent, checked: false })
          .run()
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection
        const { line, inTable } = presentLine(this.editor)
        if (!empty || $from.parentOffset > 0 || inTable || line === 'text') return false
        return this.editor.commands.updateAttributes('paragraph', { line: 'text', indent: 0, checked: false })
      },
      Tab: () =>
        presentLine(this.editor).inTable ? this.editor.commands.goToNextCell() : indentLine(this.editor, 1),
      'Shift-Tab': () =>
        presentLine(this.editor).inTable
          ? this.editor.commands.goToPreviousCell()
          : indentLine(this.editor, -1),
    }
  },
})
