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
 * typed name as a new enterprise when nothing fits; Ctrl+Enter always takes the typed name.
 */
export function EnterprisePicker(props: Props) {
  const { id, label, value, onChange, onChosen, onBlur, canCreate = true, autoFocus = false } = props
  const { t } = useTranslation('common')
  const [text, setText] = useState(value?.name ?? '')
  const [found, setFound] = useState(nothing)
  const latest = useRef(text)
  latest.current = text
  /** Enter was pressed before the suggestions for the present text had come. */
  const impatient = useRef(false)

  // The chosen name is shown when the choice comes from outside: a recovered draft, an address.
  useEffect(() => {
    if (value) setText(value.name)
  }, [value])

  const typed = text.trim()
  const chosen = value !== null && typed === value.name
  const exact = found.rows.some((row) => row.name === typed)
  const offerNew = canCreate && typed !== '' && !exact && !chosen
  const list = useSuggestions(id, found.rows.length + (offerNew ? 1 : 0), 0)

  const pick = (enterprise: ChosenEnterprise) => {
    setText(enterprise.name)
    list.reset()
    onChange(enterprise)
    onChosen?.()
  }
  const create = () => {
    if (canCreate && typed) pick({ id: newId(), name: typed, isNew: true })
  }
  const choose = (index: number, rows = found.rows) => {
    const row = rows[index]
    if (row) pick({ id: row.id, name: row.name, isNew: false })
    else create()
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
      call('enterprises.suggest', { text: typed.slice(0, 100) }).then(
        (rows) => {
          if (!current) return
          setFound({ text: typed, rows })
          if (impatient.current) {
            impatient.current = false
            chooseLatest.current(0, rows)
          }
        },
        // Without suggestions the name can still be typed.
        () => current && setFound({ text: typed, rows: [] }),
      )
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
          impatient.current = false
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
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (event.ctrlKey || event.metaKey) create()
          else if (chosen) onChosen?.()
          else if (typed === '') return
          else if (found.text !== typed) impatient.current = true
          else choose(list.active ?? 0)
        }}
      />
      {list.open && !chosen && found.text !== '' && (found.rows.length > 0 || offerNew) && (
        <Suggestions id={id} label={label} active={list.active} onChoose={choose}>
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
