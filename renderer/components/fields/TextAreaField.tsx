import type { FieldValues } from 'react-hook-form'
import { GrowingText } from '../GrowingText.tsx'
import { described, Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  readonly placeholder?: string
  readonly minRows?: number
  readonly maxRows?: number
}

/** Text of several lines that grows with what is written. */
export function TextAreaField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { hint, required, placeholder, minRows = 3, maxRows = 14, autoFocus, disabled } = props
  const { id, field, error } = useField(props)
  return (
    <Field {...props} id={id} error={error}>
      <GrowingText
        id={id}
        ref={field.ref}
        value={field.value ?? ''}
        onChange={(event) => field.onChange(event.target.value)}
        onBlur={field.onBlur}
        minRows={minRows}
        maxRows={maxRows}
        {...(error ? { status: 'error' as const } : {})}
        {...(placeholder ? { placeholder } : {})}
        autoFocus={autoFocus ?? false}
        disabled={disabled ?? false}
        aria-required={required ?? false}
        {...described(id, error, hint)}
      />
    </Field>
  )
}
