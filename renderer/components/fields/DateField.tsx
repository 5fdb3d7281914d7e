import { DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import type { FocusEvent } from 'react'
import type { FieldValues } from 'react-hook-form'
import { isCalendarDate } from '#shared/domain/calendar.ts'
import { today } from '../../lib/clock.ts'
import { typedDate } from '../../lib/typed-date.ts'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

/** A local calendar day `yyyy-mm-dd`, or null. Typed or picked. */
export function DateField<V extends FieldValues, C, T>(props: FieldProps<V, C, T>) {
  const { hint, disabled } = props
  const { id, field, error } = useField(props)
  return (
    <Field {...props} id={id} error={error}>
      <DateInput
        id={id}
        value={field.value ?? null}
        onChange={field.onChange}
        onUnreadable={field.onChange}
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
  /** Gets what was typed and is no day, so that the form can keep it and complain; without it such a text is dropped. */
  readonly onUnreadable?: (text: string) => void
  readonly wrong?: boolean
  readonly disabled?: boolean
  /** Label where no label element names it. */
  readonly label?: string
  readonly placeholder?: string
  readonly describedBy?: string | undefined
}

/** The date control alone, for filters. */
export function DateInput(props: InputProps) {
  const { id, value, onChange, onBlur, onUnreadable, wrong, disabled, label, placeholder, describedBy } =
    props
  const readTyped = ({ target }: FocusEvent<HTMLElement>) => {
    const text = target instanceof HTMLInputElement ? target.value.trim() : ''
    const typed = typedDate(text, today())
    if (typed && typed !== value) onChange(typed)
    else if (!typed && text !== '') onUnreadable?.(text)
    else if (text === '' && value !== null) onChange(null)
    onBlur?.()
  }
  const shared = {
    ...(id ? { id } : {}),
    ...(wrong ? { status: 'error' as const, 'aria-invalid': true } : {}),
    ...(label ? { 'aria-label': label } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    disabled: disabled ?? false,
    className: 'op-date',
  }
  // The picker shows days only and would drop any other text: what is no day is mended in a plain field.
  if (value && !isCalendarDate(value))
    return <Input {...shared} key={value} defaultValue={value} autoComplete="off" onBlur={readTyped} />
  return (
    <DatePicker
      {...shared}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : null)}
      format="YYYY-MM-DD"
      // The picker itself understands only its own form; what people type besides it would be lost.
      onBlur={readTyped}
      needConfirm={false}
      // A pointer resting where the calendar opens must not write into what is being typed.
      previewValue={false}
    />
  )
}
