import { Input } from 'antd'
import type { FieldValues } from 'react-hook-form'
import { described, Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  readonly placeholder?: string
  readonly maxLength?: number
  readonly type?: 'text' | 'password' | 'tel' | 'url'
  /** Suggestions of the browser's own list. */
  readonly list?: readonly string[]
}

/** One line of text. What is typed goes into the form as it is; the schema trims it. */
export function TextField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { hint, required, placeholder, maxLength, autoFocus, disabled, type, list } = props
  const { id, field, error } = useField(props)
  const Control = type === 'password' ? Input.Password : Input
  return (
    <Field {...props} id={id} error={error}>
      <Control
        id={id}
        ref={field.ref}
        value={field.value ?? ''}
        onChange={(event) => field.onChange(event.target.value)}
        onBlur={field.onBlur}
        autoComplete="off"
        spellCheck={false}
        {...(error ? { status: 'error' as const } : {})}
        {...(placeholder ? { placeholder } : {})}
        {...(maxLength ? { maxLength } : {})}
        {...(type && type !== 'password' ? { type } : {})}
        {...(list ? { list: `${id}-list` } : {})}
        autoFocus={autoFocus ?? false}
        disabled={disabled ?? false}
        aria-required={required ?? false}
        {...described(id, error, hint)}
      />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </Field>
  )
}
