import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { whenComposed } from '../lib/composition.ts'

const typingPauseMs = 120

interface Props {
  readonly label: string
  readonly value: string
  /** Called a moment after the last key and never in the middle of composing. */
  readonly onChange: (text: string) => void
  readonly width?: number
}

/** The text filter of a list. */
export function SearchInput({ label, value, onChange, width = 240 }: Props) {
  const [text, setText] = useState(value)
  // A filter that was cleared elsewhere empties the field too.
  useEffect(() => setText(value), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets it going
  useEffect(() => {
    if (text === value) return
    let current = true
    // What was typed on the way to a composed character is never asked for, not even afterwards.
    const timer = setTimeout(() => whenComposed(() => current && onChange(text)), typingPauseMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [text])
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      prefix={<SearchOutlined aria-hidden />}
      value={text}
      onChange={(event) => setText(event.target.value)}
      maxLength={100}
      allowClear
      autoComplete="off"
      spellCheck={false}
      style={{ width }}
    />
  )
}
