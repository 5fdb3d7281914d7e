import { InputNumber } from 'antd'
import type { FieldValues } from 'react-hook-form'
import { described, Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  /** Unit behind the number: 万元, 人, 天. */
  readonly unit?: string
  readonly step?: number
}

/** A number that may be absent (null). */
export function NumberField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { hint, unit, step, disabled } = props
  const { id, field, error } = useField(props)
  return (
    <Field {...props} id={id} error={error}>
      <InputNumber<number>
        id={id}
        ref={field.ref}
        value={field.value ?? null}
        onChange={(value) => field.onChange(value)}
        onBlur={field.onBlur}
        controls={false}
        keyboard={false}
        className="op-number"
        {...(unit ? { suffix: unit } : {})}
        {...(step ? { step } : {})}
        {...(error ? { status: 'error' as const } : {})}
        disabled={disabled ?? false}
        {...described(id, error, hint)}
      />
    </Field>
  )
}
