import type { FieldValues } from 'react-hook-form'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

export interface Choice {
  readonly value: string
  readonly label: string
}

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  readonly options: readonly Choice[]
  /** Delete, Backspace or a click on the chosen one takes the choice back (null). */
  readonly clearable?: boolean
  /** For a list in the form of rows: called after the form has taken the value. */
  readonly onChosen?: (value: string | null) => void
}

/** One of a few, side by side: one Tab stop, arrows choose. */
export function ChoiceField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { label, hint, required, hideLabel, options, clearable = false, disabled, onChosen } = props
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
      group
    >
      <Choices
        id={id}
        labelledBy={`${id}-label`}
        options={options}
        value={field.value ?? null}
        clearable={clearable}
        disabled={disabled ?? false}
        onChange={(value) => {
          field.onChange(value)
          onChosen?.(value)
        }}
      />
    </Field>
  )
}

interface ChoicesProps {
  readonly id: string
  readonly labelledBy?: string
  readonly label?: string
  readonly options: readonly Choice[]
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  readonly clearable?: boolean
  readonly disabled?: boolean
}

/** The segments alone, for filters and small rows: native radio buttons, so the keyboard works as everywhere. */
export function Choices(props: ChoicesProps) {
  const { id, labelledBy, label, options, value, onChange, clearable = false, disabled = false } = props
  return (
    <div
      role="radiogroup"
      className="op-choices"
      {...(labelledBy ? { 'aria-labelledby': labelledBy } : {})}
      {...(label ? { 'aria-label': label } : {})}
    >
      {options.map((option) => (
        <label key={option.value} className={option.value === value ? 'op-choice op-chosen' : 'op-choice'}>
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
            onClick={() => clearable && option.value === value && onChange(null)}
            onKeyDown={(event) => {
              if (clearable && (event.key === 'Delete' || event.key === 'Backspace')) onChange(null)
            }}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  )
}
