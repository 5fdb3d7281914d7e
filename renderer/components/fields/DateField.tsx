import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { FieldValues } from 'react-hook-form'
import { today } from '../../lib/clock.ts'
import { typedDate } from '../../lib/typed-date.ts'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

/** A local calendar day `yyyy-mm-dd`, or null. Typed or picked. */
export function DateField<V extends FieldValues, C, T>(props: FieldProps<V, C, T>) {
  const { label, hint, required, hideLabel, disabled } = props
  const { id, field, error } = useField(props)
  return (
    <Field
      id={id}
      name={props.name}
      label={label}
      error={error}
      hint={hint}
      required={required}
      hideLabel={hideLabel}
    >
      <DateInput
        id={id}
        value={field.value ?? null}
        onChange={field.onChange}
        onBlur={field.onBlur}
        wrong={error !== undefined}
        disabled={disabled ?? false}
        describedBy={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  )
}

interface InputProps {
  readonly id?: string | undefined
  readonly value: string | null
  readonly onChange: (day: string | null) => void
  readonly onBlur?: () => void
  readonly wrong?: boolean
  readonly disabled?: boolean
  /** Label where no label element names it. */
  readonly label?: string
  readonly placeholder?: string
  readonly describedBy?: string | undefined
}

/** The date control alone, for filters. */
export function DateInput(props: InputProps) {
  const { id, value, onChange, onBlur, wrong, disabled, label, placeholder, describedBy } = props
  return (
    <DatePicker
      {...(id ? { id } : {})}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
      format="YYYY-MM-DD"
      onBlur={(event) => {
        // The picker itself understands only its own form; what people type besides it would be lost.
        const typed =
          event.target instanceof HTMLInputElement ? typedDate(event.target.value, today()) : undefined
        if (typed && typed !== value) onChange(typed)
        onBlur?.()
      }}
      needConfirm={false}
      // A pointer resting where the calendar opens must not write into what is being typed.
      previewValue={false}
      disabled={disabled ?? false}
      {...(wrong ? { status: 'error' as const, 'aria-invalid': true } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(placeholder ? { placeholder } : {})}
      {...(describedBy ? { 'aria-describedby': describedBy } : {})}
      className="op-date"
    />
  )
}
