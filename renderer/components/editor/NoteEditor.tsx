import type { Editor } from '@tiptap/core'
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppError } from '#shared/contract/errors.ts'
import type { NewNote, OpenNote } from '#shared/contract/notes.ts'
import { appError, call } from '../../lib/client.ts'
import { localTime } from '../../lib/clock.ts'
import { onFlush } from '../../lib/flush.ts'
import { onHostEvent } from '../../lib/host-events.ts'
import { AddingList } from '../attachments/AddingList.tsx'
import { type AttachmentOwner, addAttachment, type NewFile } from '../attachments/add-attachment.ts'
import { filesOf } from '../attachments/adding.ts'
import { ErrorNotice } from '../ErrorNotice.tsx'
import { SaveBar } from '../SaveBar.tsx'
import { noteBinding } from './binding.ts'
import styles from './editor.module.css'
import { LineKeys, toggleCheckAt } from './line-keys.ts'
import { MentionList } from './MentionList.tsx'
import { NoteSession, type SessionState } from './note-session.ts'
import { PictureNode } from './Picture.tsx'
import { noteSchema } from './schema.ts'
import { Toolbar } from './Toolbar.tsx'

interface Props {
  readonly id: string
  /** What the note is to be, as long as it is none. */
  readonly draft: () => NewNote | null
  /** What pasted pictures hang on. */
  readonly owner: AttachmentOwner
  readonly onClose: () => void
  readonly label: string
}

/** Writes a note. What is typed is on this device within the second, and in the note when it is saved or left. */
export function NoteEditor(props: Props) {
  const { id } = props
  const [opened, setOpened] = useState<OpenNote | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` opens the note again
  useEffect(() => {
    let current = true
    call('notes.open', { id }).then(
      (answer) => current && setOpened(answer),
      (thrown: unknown) => current && setError(appError(thrown)),
    )
    return () => {
      current = false
    }
  }, [id, round])
  if (error) return <ErrorNotice error={error} onRetry={() => setRound((count) => count + 1)} />
  if (!opened) return <div className={styles.frame} aria-busy />
  return (
    <Writing
      key={opened.generation}
      {...props}
      opened={opened}
      onGeneration={() => setRound((count) => count + 1)}
    />
  )
}

interface WritingProps extends Props {
  readonly opened: OpenNote
  /** The note was begun anew elsewhere: it is to be opened again. */
  readonly onGeneration: () => void
}

const nothingYet: SessionState = { keptAt: null, savedAt: null, failed: false, dirty: false }

function Writing({ id, opened, draft, owner, onClose, onGeneration, label }: WritingProps) {
  const { t } = useTranslation('notes')
  const [state, setState] = useState(nothingYet)
  const [error, setError] = useState<AppError | null>(null)
  const [saving, setSaving] = useState(false)
  const [full, setFull] = useState(false)
  const latestDraft = useRef(draft)
  latestDraft.current = draft
  const [session] = useState(
    () =>
      new NoteSession({
        ...{ id, state: opened.state, generation: opened.generation },
        draft: () => latestDraft.current(),
        onState: setState,
      }),
  )
  const paste = useRef<(files: readonly NewFile[]) => void>(() => undefined)
  const pastedName = (number: number) =>
    t('attachments:pastedName', { time: localTime(new Date()).replace(':', ''), number })
  const taken = (data: DataTransfer | null): boolean => {
    const files = filesOf(data, pastedName)
    // Text with a picture of itself (from a spreadsheet or WPS) is text.
    if (files.length === 0 || data?.types.includes('text/html')) return false
    paste.current(files)
    return true
  }
  const editor = useEditor({
    extensions: [
      ...noteSchema(PictureNode),
      LineKeys,
      noteBinding(session.text, session.undo, () => setFull(true)),
    ],
    injectCSS: false,
    autofocus: 'end',
    enableContentCheck: false,
    editorProps: {
      attributes: {
        class: `op-note-text ${styles.text}`,
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        spellcheck: 'false',
      },
      handlePaste: (_view, event) => taken(event.clipboardData),
      handleDrop: (_view, event) => taken(event.dataTransfer),
      handleDOMEvents: { mousedown: (view, event) => toggleCheckAt(view, event) },
    },
  })
  paste.current = (files) => {
    void putPictures(editor, owner, files).catch((thrown: unknown) => setError(appError(thrown)))
  }

  const begunAnew = useRef(onGeneration)
  begunAnew.current = onGeneration
  useEffect(() => {
    const keep = () => void session.keep().catch(() => undefined)
    const stopFlush = onFlush(async () => {
      await session.save()
    })
    window.addEventListener('blur', keep)
    const stopEvents = onHostEvent((event) => {
      if (event.type !== 'changed' || !event.tables.includes('noteEdits')) return
      call('notes.open', { id }).then(
        async (now) => {
          if (now.generation === session.generation) session.receive(now.state)
          else {
            await session.save()
            begunAnew.current()
          }
        },
        () => undefined,
      )
    })
    return () => {
      window.removeEventListener('blur', keep)
      stopFlush()
      stopEvents()
      void session.close().catch(() => undefined)
    }
  }, [session, id])

  const save = async () => {
    setSaving(true)
    setError(null)
    try {
      await session.save()
      return true
    } catch (thrown) {
      setError(appError(thrown))
      return false
    } finally {
      setSaving(false)
    }
  }
  return (
    <div className={styles.frame}>
      <Toolbar
        editor={editor}
        undo={session.undo}
        onFiles={(files) => paste.current(Array.from(files ?? []).map((file) => ({ file, name: file.name })))}
      />
      <div className={styles.page}>
        <EditorContent editor={editor} />
        <MentionList editor={editor} />
      </div>
      <AddingList ownerId={owner.id} />
      {full && <p className="op-late">{t('full')}</p>}
      <ErrorNotice error={error} onClose={() => setError(null)} />
      <SaveBar
        onSave={() => void save()}
        saving={saving}
        savedAt={state.dirty ? null : state.savedAt}
        draftAt={state.keptAt}
        draftFailed={state.failed}
        label={t('save')}
        onCancel={() => void save().then((done) => done && onClose())}
        extra={<span className="op-meta">{t('hint')}</span>}
      />
    </div>
  )
}

/** Attaches pictures and puts each into the text where the cursor is; other files are attached alone. */
async function putPictures(editor: Editor, owner: AttachmentOwner, files: readonly NewFile[]): Promise<void> {
  for (const given of files) {
    const id = await addAttachment(owner, given)
    if (id === undefined || editor.isDestroyed) continue
    if (!given.file.type.startsWith('image/')) continue
    editor
      .chain()
      .focus()
      .insertContent({ type: 'picture', attrs: { id, name: given.name } })
      .run()
  }
}
