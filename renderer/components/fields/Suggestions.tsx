import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

/** State of a list of suggestions under a text field; the field keeps the focus, arrows move the mark. */
export function useSuggestions(id: string, count: number, first: number | null = null) {
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<number | null>(null)
  const active = chosen !== null && chosen < count ? chosen : first !== null && first < count ? first : null
  const move = (step: number) => {
    setOpen(true)
    if (count === 0) return
    setChosen(active === null ? (step > 0 ? 0 : count - 1) : (active + step + count) % count)
  }
  return {
    open,
    active,
    show: () => {
      setOpen(true)
      setChosen(null)
    },
    hide: () => setOpen(false),
    reset: () => {
      setOpen(false)
      setChosen(null)
    },
    /** True when the key moved the mark or closed the list. */
    onKeyDown: (event: KeyboardEvent): boolean => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1)
      else if (event.key === 'Escape' && open && count > 0) {
        setOpen(false)
        // Esc closes the list first; only the next one leaves the panel.
        event.nativeEvent.stopImmediatePropagation()
      } else return false
      event.preventDefault()
      return true
    },
    inputProps: {
      role: 'combobox' as const,
      'aria-autocomplete': 'list' as const,
      'aria-expanded': open && count > 0,
      'aria-controls': `${id}-options`,
      ...(open && active !== null ? { 'aria-activedescendant': `${id}-option-${active}` } : {}),
    },
  }
}

interface Props {
  readonly id: string
  readonly label: string
  readonly active: number | null
  readonly onChoose: (index: number) => void
  readonly children: readonly {
    readonly key: string
    readonly label: ReactNode
    readonly note?: ReactNode
    readonly special?: boolean
  }[]
}

/** The list itself. A click chooses without taking the focus from the field. */
export function Suggestions({ id, label, active, onChoose, children }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active !== null) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div id={`${id}-options`} ref={list} role="listbox" aria-label={label} className="op-suggestions">
      {children.map((option, index) => (
        <div
          key={option.key}
          id={`${id}-option-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={`op-suggestion ${index === active ? 'op-active' : ''} ${option.special ? 'op-special' : ''}`}
          onMouseDown={(event) => {
            event.preventDefault()
            onChoose(index)
          }}
        >
          <span>{option.label}</span>
          {option.note && <span className="op-meta">{option.note}</span>}
        </div>
      ))}
    </div>
  )
}
