import { Input, type InputRef } from 'antd'
import { type Ref, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnterpriseSuggestion } from '#shared/contract/enterprises.ts'
import { call } from '../lib/client.ts'
import { isComposing, whenComposed } from '../lib/composition.ts'
import { formatDay } from '../lib/format.ts'
import { newId } from '../lib/ids.ts'
import { Suggestions, useSuggestions } from './fields/Suggestions.tsx'

export interface ChosenEnterprise {
  readonly id: string
  readonly name: string
  /** True while the enterprise is only typed here and is created together with the record. */
  readonly isNew: boolean
}

interface Props {
  readonly id: string
  readonly label: string
  readonly value: ChosenEnterprise | null
  readonly onChange: (enterprise: ChosenEnterprise | null) => void
  /** After a choice by Enter or click: where the focus goes on. */
  readonly onChosen?: () => void
  readonly onBlur?: () => void
  /** False where only a known enterprise makes sense. */
  readonly canCreate?: boolean
  readonly autoFocus?: boolean
  readonly describedBy?: string | undefined
  readonly wrong?: boolean
  readonly ref?: Ref<InputRef>
}

interface Found {
  readonly text: string
  readonly rows: readonly EnterpriseSuggestion[]
}

const nothing: Found = { text: '', rows: [] }
const typingPauseMs = 80

/**
 * Finds an enterprise by any part of its name, pinyin or initials while typing. Enter takes the marked one, or the
 * typed name as a new enterprise when nothing fits; Ctrl+Enter always takes the typed name. Tab takes it like Enter.
 */
export function EnterprisePicker(props: Props) {
  const { id, label, value, onChange, onChosen, onBlur, canCreate = true, autoFocus = false } = props
  const { t } = useTranslation('common')
  const [text, setText] = useState(value?.name ?? '')
  const [found, setFound] = useState(nothing)
  const latest = useRef(text)
  latest.current = text
  /** Enter or Tab was pressed before the suggestions for the present text had come. */
  const impatient = useRef<'enter' | 'tab' | null>(null)

  // The chosen name is shown when the choice comes from outside: a recovered draft, an address.
  useEffect(() => {
    if (value) setText(value.name)
  }, [value])

  const typed = text.trim()
  const chosen = value !== null && typed === value.name
  const exact = found.rows.some((row) => row.name === typed)
  const offerNew = canCreate && typed !== '' && !exact && !chosen
  const list = useSuggestions(id, found.rows.length + (offerNew ? 1 : 0), 0)

  // Enter leads on to the next field worth filling; Tab goes where Tab goes.
  const pick = (enterprise: ChosenEnterprise, by: 'enter' | 'tab') => {
    setText(enterprise.name)
    list.reset()
    onChange(enterprise)
    if (by === 'enter') onChosen?.()
  }
  const create = (by: 'enter' | 'tab' = 'enter') => {
    if (canCreate && typed) pick({ id: newId(), name: typed, isNew: true }, by)
  }
  const choose = (index: number, rows = found.rows, by: 'enter' | 'tab' = 'enter') => {
    const row = rows[index]
    if (row) pick({ id: row.id, name: row.name, isNew: false }, by)
    else create(by)
  }

  const take = (by: 'enter' | 'tab') => {
    if (found.text === typed) choose(list.active ?? 0, found.rows, by)
    else impatient.current = by
  }

  const chooseLatest = useRef(choose)
  chooseLatest.current = choose
  useEffect(() => {
    if (typed === '' || chosen) {
      setFound(nothing)
      return
    }
    let current = true
    const search = () => {
      if (!current || latest.current.trim() !== typed) return
      const answered = (rows: readonly EnterpriseSuggestion[]) => {
        if (!current) return
        setFound({ text: typed, rows })
        const by = impatient.current
        impatient.current = null
        if (by) chooseLatest.current(0, rows, by)
      }
      // Without suggestions the name can still be typed.
      call('enterprises.suggest', { text: typed.slice(0, 100) }).then(answered, () => answered([]))
    }
    const timer = setTimeout(() => whenComposed(search), typingPauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [typed, chosen])

  return (
    <div className="op-picker">
      <Input
        id={id}
        {...(props.ref ? { ref: props.ref } : {})}
        value={text}
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        placeholder={canCreate ? t('picker.placeholder') : t('picker.placeholder-known')}
        {...(props.wrong ? { status: 'error' as const, 'aria-invalid': true } : {})}
        {...(props.describedBy ? { 'aria-describedby': props.describedBy } : {})}
        {...list.inputProps}
        onChange={(event) => {
          impatient.current = null
          setText(event.target.value)
          if (value && event.target.value.trim() !== value.name) onChange(null)
          list.show()
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => {
          list.hide()
          onBlur?.()
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229 || isComposing()) return
          if (list.onKeyDown(event)) return
          if (event.key === 'Tab' && !event.shiftKey && typed !== '' && !chosen) take('tab')
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (event.ctrlKey || event.metaKey) create()
          else if (chosen) onChosen?.()
          else if (typed !== '') take('enter')
        }}
      />
      {list.open && !chosen && found.text !== '' && (found.rows.length > 0 || offerNew) && (
        <Suggestions id={id} label={label} active={list.active} onChoose={(index) => choose(index)}>
          {[
            ...found.rows.map((row) => ({
              key: row.id,
              label: row.name,
              note: [row.city, row.lastVisitOn && t('picker.last-visit', { day: formatDay(row.lastVisitOn) })]
                .filter(Boolean)
                .join(' · '),
            })),
            ...(offerNew
              ? [
                  {
                    key: 'new',
                    label: t('picker.create', { name: typed }),
                    note: 'Ctrl+Enter',
                    special: true,
                  },
                ]
              : []),
          ]}
        </Suggestions>
      )}
    </div>
  )
}
