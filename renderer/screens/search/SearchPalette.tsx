import { Input, type InputRef, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { SearchGroup, SearchHit } from '#shared/contract/search.ts'
import { call } from '../../lib/client.ts'
import { isComposing, whenComposed } from '../../lib/composition.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { addressOf, type Command, listOf, matchingCommands } from './commands.ts'
import { Marked } from './Marked.tsx'
import { SearchChips } from './SearchChips.tsx'
import { type ResultGroup, type ResultRow, SearchResults } from './SearchResults.tsx'
import { isNarrowed, questionOf, useSearchFilter } from './search-filter.ts'
import './search.css'

interface Props {
  readonly onClose: () => void
  /** Destinations of the navigation, offered as commands. */
  readonly commands: readonly Command[]
}

const typingPauseMs = 60

/** Ctrl+K: everything by name, pinyin, number or content, narrowed by kind, place, unit and day; and every command. */
export function SearchPalette({ onClose, commands }: Props) {
  const { t } = useTranslation('search')
  const navigate = useNavigate()
  const field = useRef<InputRef>(null)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const [active, setActive] = useState(0)
  const { chosen, choose, clear, units, split } = useSearchFilter()
  const { text, filter } = split(asked)
  const question = questionOf(text, filter)
  const answer = useLiveQuery('search.all', question)
  const recent = useLiveQuery('search.recent', {})

  useEffect(() => {
    let current = true
    const timer = setTimeout(() => whenComposed(() => current && setAsked(typed.trim())), typingPauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [typed])

  const open = (path: string) => {
    if (text) void call('search.remember', { text: asked })
    onClose()
    void navigate(path)
  }
  const groups: ResultGroup[] = [
    ...(question ? (answer.data ?? []) : []).map((group) => ({
      key: group.table,
      title: t(`tables.${group.table}`),
      rows: [...group.hits.map((hit) => rowOf(hit, open)), ...moreOf(group)],
    })),
    ...(question ? [] : recentGroup()),
    ...commandGroup(),
  ]
  const rows = groups.flatMap((group) => group.rows)
  const marked = Math.min(active, rows.length - 1)
  const settled = question !== null && asked === typed.trim() && !answer.loading && !answer.stale
  const hasHits = (answer.data ?? []).some(({ hits }) => hits.length > 0)

  function moreOf({ table, more, givenUp }: SearchGroup): ResultRow[] {
    if (givenUp) {
      const hint = { key: `${table} hint`, label: t('given-up'), quiet: true, run: () => undefined }
      return [hint]
    }
    const list = listOf(table, text)
    const narrowed = Object.keys(filter).some((name) => name !== 'table')
    // A list knows nothing of the box's other filters; then the box itself shows more of the kind.
    const here = filter.table === undefined && (narrowed || list === null || text === '')
    if (!more || (!here && (list === null || narrowed || text === ''))) return []
    const run = () => (here || list === null ? choose({ table }) : open(list))
    return [{ key: `${table} more`, label: t('more', { kind: t(`tables.${table}`) }), quiet: true, run }]
  }
  function recentGroup(): ResultGroup[] {
    const searches = typed.trim() === '' ? (recent.data ?? []) : []
    if (searches.length === 0) return []
    const again = searches.map((search): ResultRow => {
      const run = () => {
        setTyped(search)
        setAsked(search)
        setActive(0)
      }
      return { key: search, label: search, run }
    })
    const forget = () => void call('search.remember', { text: null })
    return [
      {
        key: 'recent',
        title: t('recent'),
        rows: [...again, { key: 'forget', label: t('forget'), quiet: true, run: forget }],
      },
    ]
  }
  function commandGroup(): ResultGroup[] {
    const fitting = isNarrowed(filter) ? [] : matchingCommands(commands, typed)
    if (fitting.length === 0) return []
    const rows_ = fitting.map(({ path, name, keys }): ResultRow => {
      const run = () => {
        onClose()
        void navigate(path)
      }
      return { key: path, label: name, aside: keys, run }
    })
    return [{ key: 'commands', title: t('commands-title'), rows: rows_ }]
  }

  return (
    <Modal
      open
      title={t('title')}
      footer={null}
      onCancel={onClose}
      width={760}
      style={{ top: 56 }}
      // Whoever types at once is in the middle of composing when an opening animation ends, which ends the composing too.
      transitionName=""
      maskTransitionName=""
      destroyOnHidden
      className="op-search"
    >
      <Input
        ref={field}
        id="palette"
        autoFocus
        size="large"
        value={typed}
        aria-label={t('title')}
        placeholder={t('placeholder')}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={rows.length > 0}
        aria-controls="palette-options"
        {...(marked >= 0 ? { 'aria-activedescendant': `palette-option-${marked}` } : {})}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229 || isComposing()) return
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (step !== 0 && rows.length > 0) setActive((marked + step + rows.length) % rows.length)
          else if (event.key === 'Enter') rows[marked]?.run()
          // The dialog itself takes no Esc within 200 ms of composing; whoever types quickly is quicker.
          else if (event.key === 'Escape') onClose()
          else if (event.key === 'Backspace' && typed === '' && isNarrowed(chosen)) clear()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <SearchChips
        filter={filter}
        units={units}
        onChoose={(change) => {
          choose(change)
          setActive(0)
          field.current?.focus()
        }}
        onClear={() => {
          clear()
          setTyped(text)
          field.current?.focus()
        }}
      />
      {rows.length > 0 && <SearchResults id="palette" label={t('results')} groups={groups} active={marked} />}
      {settled && !hasHits && (
        <p className="op-meta">{t('nothing', { text: text || Object.values(filter).join(' ') })}</p>
      )}
      <p className="op-meta op-search-keys">{t('keys')}</p>
    </Modal>
  )
}

function rowOf(hit: SearchHit, open: (path: string) => void): ResultRow {
  return {
    key: hit.id,
    label: <Marked {...hit.title} />,
    note: hit.excerpt && <Marked {...hit.excerpt} />,
    aside: hit.context,
    run: () => open(addressOf(hit)),
  }
}
