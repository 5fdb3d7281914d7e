import { Select } from 'antd'
import type { FieldValues } from 'react-hook-form'
import type { Choice } from './ChoiceField.tsx'
import { described, Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  readonly options: readonly Choice[]
  readonly placeholder?: string
  readonly clearable?: boolean
  /** Several values (an array in the form). */
  readonly multiple?: boolean
  readonly onChosen?: (value: string | null) => void
}

/** One (or several) of a longer list, found by typing. */
export function SelectField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { hint, options, placeholder, clearable, multiple, disabled, onChosen } = props
  const { id, field, error } = useField(props)
  const value: string | readonly string[] | null = field.value ?? null
  return (
    <Field {...props} id={id} error={error}>
      <Select<string | readonly string[] | null>
        id={id}
        value={value}
        onChange={(value) => {
          field.onChange(value ?? null)
          if (typeof value === 'string' || !value) onChosen?.(value ?? null)
        }}
        onBlur={field.onBlur}
        options={[...options]}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear={clearable ?? false}
        {...(multiple ? { mode: 'multiple' as const } : {})}
        {...(placeholder ? { placeholder } : {})}
        {...(error ? { status: 'error' as const } : {})}
        disabled={disabled ?? false}
        className="op-select"
        {...described(id, error, hint)}
      />
    </Field>
  )
}
