import { Input } from 'antd'
import type { TextAreaProps, TextAreaRef } from 'antd/es/input/TextArea'
import type { Ref } from 'react'

interface Props extends Omit<TextAreaProps, 'autoSize' | 'rows'> {
  readonly minRows?: number
  readonly maxRows?: number
  readonly ref?: Ref<TextAreaRef>
}

/**
 * A text area that grows with its text. The browser does the growing (`field-sizing`): antd's own `autoSize`
 * measures with a style attribute, which the content security policy forbids, and comes out too tall.
 */
export function GrowingText({ minRows = 2, maxRows = 14, className, style, ...rest }: Props) {
  return (
    <Input.TextArea
      spellCheck={false}
      {...rest}
      className={className ? `op-growing ${className}` : 'op-growing'}
      style={{ ...style, minHeight: `calc(${minRows}lh + 10px)`, maxHeight: `calc(${maxRows}lh + 10px)` }}
    />
  )
}
