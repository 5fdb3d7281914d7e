import { Input, type InputRef, Tag } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Suggestions, useSuggestions } from './Suggestions.tsx'

export interface ChipSuggestion {
  readonly key: string
  readonly label: string
  /** Further text it is found by, such as a post. */
  readonly note?: string | null
}

interface Props {
  readonly id: string
  readonly label: string
  readonly chips: readonly { readonly key: string; readonly text: string }[]
  readonly suggestions?: readonly ChipSuggestion[]
  /** Takes what was typed; false leaves the text in the field. */
  readonly onTyped: (text: string) => boolean
  readonly onSuggested?: (key: string) => void
  readonly onRemove: (key: string) => void
  readonly onBlur?: () => void
  readonly placeholder?: string
  readonly describedBy?: string | undefined
}

/**
 * Chips with a text field behind them. Enter (or a separator) makes a chip, Backspace in the empty field takes the
 * last one away, arrows walk the suggestions; text left behind becomes a chip when the field is left.
 */
export function ChipsInput(props: Props) {
  const {
    id,
    label,
    chips,
    suggestions = [],
    onTyped,
    onSuggested,
    onRemove,
    onBlur,
    placeholder,
    describedBy,
  } = props
  const { t } = useTranslation('common')
  const [text, setText] = useState('')
  const input = useRef<InputRef>(null)
  const found = text.trim()
    ? suggestions.filter((each) => `${each.label} ${each.note ?? ''}`.includes(text.trim()))
    : suggestions
  const list = useSuggestions(id, found.length)
  const take = (): boolean => {
    if (!text.trim()) return false
    if (onTyped(text)) setText('')
    return true
  }
  const choose = (index: number) => {
    const chosen = found[index]
    if (!chosen) return
    onSuggested?.(chosen.key)
    setText('')
    list.reset()
  }
  return (
    <div className="op-chips-input">
      {chips.map((chip) => (
        <Tag
          key={chip.key}
          closable={{
            closeIcon: <span>{'×'}</span>,
            'aria-label': t('chip.remove', { name: chip.text }),
          }}
          onClose={(event) => {
            event.preventDefault()
            onRemove(chip.key)
          }}
        >
          {chip.text}
        </Tag>
      ))}
      <Input
        id={id}
        ref={input}
        variant="borderless"
        size="small"
        value={text}
        placeholder={chips.length === 0 ? placeholder : undefined}
        autoComplete="off"
        spellCheck={false}
        {...list.inputProps}
        {...(describedBy ? { 'aria-describedby': describedBy } : {})}
        onChange={(event) => {
          setText(event.target.value)
          list.show()
        }}
        onFocus={() => list.show()}
        onBlur={() => {
          take()
          list.hide()
          onBlur?.()
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229) return
          if (list.onKeyDown(event)) return
          if (event.key === 'Enter') {
            if (list.active !== null) choose(list.active)
            else take()
            event.preventDefault()
          } else if (/^[、，,；;]$/.test(event.key)) {
            if (take()) event.preventDefault()
          } else if (event.key === 'Backspace' && text === '') {
            const last = chips.at(-1)
            if (last) onRemove(last.key)
          }
        }}
      />
      {list.open && found.length > 0 && (
        <Suggestions id={id} label={label} active={list.active} onChoose={choose}>
          {found.map((each) => ({ key: each.key, label: each.label, note: each.note ?? null }))}
        </Suggestions>
      )}
    </div>
  )
}
