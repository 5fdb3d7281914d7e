import { Input } from 'antd'
import type { FieldValues } from 'react-hook-form'
import { typedTime } from '../../lib/typed-time.ts'
import { described, Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

/** A time of day `HH:mm`, or null. Typed as people do (`930`, `9点半`), put in order when the field is left. */
export function TimeField<V extends FieldValues, C, T>(props: FieldProps<V, C, T>) {
  const { hint, disabled } = props
  const { id, field, error } = useField(props)
  return (
    <Field {...props} id={id} error={error}>
      <Input
        id={id}
        ref={field.ref}
        value={field.value ?? ''}
        onChange={(event) => field.onChange(event.target.value)}
        onBlur={() => {
          const time = typedTime(String(field.value ?? ''))
          if (time !== undefined && time !== field.value) field.onChange(time)
          field.onBlur()
        }}
        placeholder="09:30"
        autoComplete="off"
        className="op-time"
        {...(error ? { status: 'error' as const } : {})}
        disabled={disabled ?? false}
        {...described(id, error, hint)}
      />
    </Field>
  )
}
