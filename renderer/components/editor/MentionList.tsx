import type { Editor } from '@tiptap/core'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Mentionable } from '#shared/contract/notes.ts'
import { call } from '../../lib/client.ts'
import { isComposing, whenComposed } from '../../lib/composition.ts'
import { Suggestions } from '../fields/Suggestions.tsx'
import styles from './editor.module.css'

interface Typed {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly left: number
  readonly top: number
}

/** What stands between the last @ and the cursor; null where nobody is being mentioned. */
function typedMention(editor: Editor): Typed | null {
  const { $from, empty } = editor.state.selection
  if (!empty || !editor.isFocused) return null
  const before = $from.parent.textBetween(
    Math.max(0, $from.parentOffset - 24),
    $from.parentOffset,
    '\n',
    '\ufffc',
  )
  const found = /(?:^|[^\w.])[@＠]([^\s@＠\ufffc]{0,20})$/.exec(before)
  if (!found) return null
  const text = found[1] ?? ''
  const from = $from.pos - text.length - 1
  const place = editor.view.coordsAtPos(from)
  const frame = editor.view.dom.parentElement?.getBoundingClientRect()
  return {
    from,
    to: $from.pos,
    text,
    left: place.left - (frame?.left ?? 0),
    top: place.bottom - (frame?.top ?? 0) + 4,
  }
}

/** People and enterprises offered while "@" and a name are typed. Nothing happens while an input method composes. */
export function MentionList({ editor }: { readonly editor: Editor }) {
  const { t } = useTranslation('notes')
  const id = useId()
  const [typed, setTyped] = useState<Typed | null>(null)
  const [offered, setOffered] = useState<readonly Mentionable[]>([])
  const [active, setActive] = useState(0)
  const dismissed = useRef<number | null>(null)

  useEffect(() => {
    const look = () => {
      const now = typedMention(editor)
      if (now === null || now.from !== dismissed.current) dismissed.current = null
      setTyped(dismissed.current === null ? now : null)
    }
    const later = () => (isComposing() || editor.view.composing ? whenComposed(look) : look())
    editor.on('transaction', later)
    editor.on('blur', later)
    return () => {
      editor.off('transaction', later)
      editor.off('blur', later)
    }
  }, [editor])

  const text = typed?.text
  useEffect(() => {
    if (text === undefined) return
    let current = true
    call('notes.mentionable', { text }).then(
      (found) => {
        if (!current) return
        setOffered(found)
        setActive(0)
      },
      () => current && setOffered([]),
    )
    return () => {
      current = false
    }
  }, [text])

  const open = typed !== null && offered.length > 0
  const choose = (index: number) => {
    const chosen = offered[index]
    if (!typed || !chosen) return
    const { table, id: mentioned, label } = chosen
    editor
      .chain()
      .focus()
      .insertContentAt({ from: typed.from, to: typed.to }, [
        { type: 'mention', attrs: { table, id: mentioned, label } },
        { type: 'text', text: ' ' },
      ])
      .run()
    setTyped(null)
  }
  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined)
  keys.current = (event) => {
    if (!open || event.isComposing || isComposing()) return
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined) setActive((active + step + offered.length) % offered.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active)
    else if (event.key === 'Escape') {
      dismissed.current = typed?.from ?? null
      setTyped(null)
    } else return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  useEffect(() => {
    const { dom } = editor.view
    const listen = (event: KeyboardEvent) => keys.current(event)
    const frame = dom.parentElement
    // Before the editor itself sees the key.
    frame?.addEventListener('keydown', listen, true)
    return () => frame?.removeEventListener('keydown', listen, true)
  }, [editor])

  if (!open || !typed) return null
  return (
    <div className={styles.mentions} style={{ left: typed.left, top: typed.top }}>
      <Suggestions id={id} label={t('mention.label')} active={active} onChoose={choose}>
        {offered.map((each) => ({
          key: `${each.table} ${each.id}`,
          label: each.label,
          note: [t(`mention.${each.table}`), each.detail].filter(Boolean).join(' · '),
        }))}
      </Suggestions>
    </div>
  )
}
