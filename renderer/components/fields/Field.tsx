import type { ReactNode } from 'react'
import type { Control, FieldPath, FieldValues } from 'react-hook-form'
import { validationText } from '../../lib/validation-text.ts'

/** What every form field takes: the form's control, the field's name in it and its label. */
export interface FieldProps<V extends FieldValues, C, T> {
  readonly control: Control<V, C, T>
  readonly name: FieldPath<V>
  readonly label: string
  /** A word of help under the field. */
  readonly hint?: string | undefined
  readonly required?: boolean | undefined
  readonly autoFocus?: boolean | undefined
  readonly disabled?: boolean | undefined
  /** Keeps the label for screen readers only, in rows whose headings say it. */
  readonly hideLabel?: boolean | undefined
}

interface ShellProps {
  readonly id: string
  /** The field's name in the form, by which a link to it finds it. */
  readonly name?: string | undefined
  readonly label: string
  /** Key of the `validation` texts. */
  readonly error?: string | undefined
  readonly hint?: ReactNode
  readonly required?: boolean | undefined
  readonly hideLabel?: boolean | undefined
  /** A group of controls is named by aria-labelledby `<id>-label` instead of a label element. */
  readonly group?: boolean
  readonly children: ReactNode
}

/** Label above, control, then the error or the hint. The control carries `id` and the attributes of `described`. */
export function Field({ id, name, label, error, hint, required, hideLabel, group, children }: ShellProps) {
  const Label = group ? 'span' : 'label'
  return (
    <div className={error ? 'op-field op-field-wrong' : 'op-field'} data-fields={name}>
      <div className={hideLabel ? 'op-unseen' : 'op-label'}>
        <Label id={`${id}-label`} {...(group ? {} : { htmlFor: id })}>
          {label}
        </Label>
        {required && (
          <span className="op-required" aria-hidden>
            {' *'}
          </span>
        )}
      </div>
      {children}
      {error ? (
        <div id={`${id}-note`} role="alert" className="op-field-error">
          {validationText(error)}
        </div>
      ) : (
        hint && (
          <div id={`${id}-note`} className="op-field-hint">
            {hint}
          </div>
        )
      )}
    </div>
  )
}

/** Attributes that tie a control to its error or hint. */
export function described(id: string, error: string | undefined, hint?: ReactNode) {
  return {
    ...(error ? { 'aria-invalid': true as const } : {}),
    ...(error || hint ? { 'aria-describedby': `${id}-note` } : {}),
  }
}
