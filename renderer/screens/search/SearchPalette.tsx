import { Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Suggestions, useSuggestions } from '../../components/fields/Suggestions.tsx'
import { isComposing, whenComposed } from '../../lib/composition.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { addressOf, type Command, matchingCommands } from './commands.ts'

interface Props {
  readonly onClose: () => void
  /** Destinations of the navigation, offered as commands. */
  readonly commands: readonly Command[]
}

const typingPauseMs = 100

/** Ctrl+K: everything by name, pinyin or content, and every command. */
export function SearchPalette({ onClose, commands }: Props) {
  const { t } = useTranslation('search')
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const hits = useLiveQuery('search.all', asked ? { text: asked } : null)

  useEffect(() => {
    let current = true
    const timer = setTimeout(
      () => whenComposed(() => current && setAsked(text.trim().slice(0, 100))),
      typingPauseMs,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [text])

  const rows = [
    ...(text.trim() ? (hits.data ?? []) : [])
      .flatMap(({ hits: found }) => found)
      .map((hit) => ({
        key: `${hit.table} ${hit.id}`,
        label: hit.title.text,
        note: [hit.excerpt?.text ?? hit.context, t(`tables.${hit.table}`)].filter(Boolean).join(' · '),
        path: addressOf(hit),
      })),
    ...matchingCommands(commands, text).map((command) => ({
      key: command.path,
      label: command.name,
      note: command.keys ?? t('commands'),
      path: command.path,
    })),
  ]
  const list = useSuggestions('palette', rows.length, 0)
  const open = (index: number) => {
    const row = rows[index]
    if (!row) return
    onClose()
    void navigate(row.path)
  }
  const settled = asked !== '' && asked === text.trim() && !hits.loading
  return (
    <Modal open title={t('title')} footer={null} onCancel={onClose} width={640} destroyOnHidden>
      <div className="op-palette">
        <Input
          id="palette"
          autoFocus
          value={text}
          aria-label={t('title')}
          placeholder={t('placeholder')}
          autoComplete="off"
          spellCheck={false}
          {...list.inputProps}
          aria-expanded={rows.length > 0}
          onChange={(event) => {
            setText(event.target.value)
            list.show()
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.keyCode === 229 || isComposing()) return
            if (event.key === 'Escape') return
            if (list.onKeyDown(event)) return
            if (event.key !== 'Enter') return
            event.preventDefault()
            open(list.active ?? 0)
          }}
        />
        {rows.length > 0 && (
          <Suggestions id="palette" label={t('results')} active={list.active} onChoose={open}>
            {rows}
          </Suggestions>
        )}
        {rows.length === 0 && settled && <p className="op-meta">{t('nothing', { text: asked })}</p>}
        <p className="op-meta">{t('keys')}</p>
      </div>
    </Modal>
  )
}
