import {
  BoldOutlined,
  CheckSquareOutlined,
  ItalicOutlined,
  OrderedListOutlined,
  PictureOutlined,
  RedoOutlined,
  StrikethroughOutlined,
  TableOutlined,
  UnderlineOutlined,
  UndoOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { UndoManager } from 'yjs'
import { type LineStyle, type MarkName, markNames } from '#shared/notes/blocks.ts'
import styles from './editor.module.css'
import { presentLine, toggleLine } from './line-keys.ts'

const markIcons: Readonly<Record<MarkName, ReactNode>> = {
  bold: <BoldOutlined aria-hidden />,
  italic: <ItalicOutlined aria-hidden />,
  underline: <UnderlineOutlined aria-hidden />,
  strike: <StrikethroughOutlined aria-hidden />,
}

const lists: readonly (readonly [LineStyle, ReactNode])[] = [
  ['bullet', <UnorderedListOutlined key="bullet" aria-hidden />],
  ['number', <OrderedListOutlined key="number" aria-hidden />],
  ['check', <CheckSquareOutlined key="check" aria-hidden />],
]

interface Props {
  readonly editor: Editor
  readonly undo: UndoManager
  readonly onFiles: (files: FileList | null) => void
}

/** The forms of text, lines and tables. The cursor stays where it is. */
export function Toolbar({ editor, undo, onFiles }: Props) {
  const { t } = useTranslation('notes')
  const picker = useRef<HTMLInputElement>(null)
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      ...presentLine(now),
      marks: markNames.filter((name) => now.isActive(name)).join(),
      undo: undo.undoStack.length > 0,
      redo: undo.redoStack.length > 0,
    }),
  })
  const active = state.marks.split(',')
  const line = (style: LineStyle, content: ReactNode) => (
    <Tool
      key={style}
      label={t(`tool.${style}`)}
      pressed={state.line === style}
      disabled={state.inTable}
      onUse={() => toggleLine(editor, style)}
    >
      {content}
    </Tool>
  )
  const table = (name: 'addRowAfter' | 'addColumnAfter' | 'deleteRow' | 'deleteColumn' | 'deleteTable') => (
    <Tool key={name} label={t(`tool.${name}`)} onUse={() => editor.chain().focus()[name]().run()}>
      {t(`tool.${name}`)}
    </Tool>
  )
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('tool.label')}>
      {line('h1', t('tool.h1'))}
      {line('h2', t('tool.h2'))}
      <i className={styles.gap} />
      {markNames.map((name) => (
        <Tool
          key={name}
          label={t(`tool.${name}`)}
          pressed={active.includes(name)}
          onUse={() => editor.chain().focus().toggleMark(name).run()}
        >
          {markIcons[name]}
        </Tool>
      ))}
      <i className={styles.gap} />
      {lists.map(([style, icon]) => line(style, icon))}
      <i className={styles.gap} />
      {state.inTable ? (
        (['addRowAfter', 'addColumnAfter', 'deleteRow', 'deleteColumn', 'deleteTable'] as const).map(table)
      ) : (
        <Tool
          label={t('tool.table')}
          onUse={() => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: false }).run()}
        >
          <TableOutlined aria-hidden />
        </Tool>
      )}
      <Tool label={t('tool.picture')} onUse={() => picker.current?.click()}>
        <PictureOutlined aria-hidden />
      </Tool>
      <i className={styles.gap} />
      <Tool label={t('tool.undo')} disabled={!state.undo} onUse={() => undo.undo()}>
        <UndoOutlined aria-hidden />
      </Tool>
      <Tool label={t('tool.redo')} disabled={!state.redo} onUse={() => undo.redo()}>
        <RedoOutlined aria-hidden />
      </Tool>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t('tool.picture')}
        onChange={(event) => {
          onFiles(event.target.files)
          event.target.value = ''
        }}
      />
    </div>
  )
}

interface ToolProps {
  readonly label: string
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onUse: () => void
  readonly children: ReactNode
}

function Tool({ label, pressed, disabled = false, onUse, children }: ToolProps) {
  return (
    <button
      type="button"
      className={styles.tool}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onUse}
    >
      {children}
    </button>
  )
}
