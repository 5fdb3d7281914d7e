import { useMemo, useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import { useLiveQuery } from '../../lib/live-query.ts'
import { type ChosenEnterprise, EnterprisePicker } from '../EnterprisePicker.tsx'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  /** Value of the field while none is chosen. */
  readonly none?: '' | null
  readonly onPicked?: (enterprise: ChosenEnterprise) => void
}

/** A known enterprise, chosen while typing; the form holds its id. */
export function EnterpriseField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { label, hint, autoFocus, none = '', onPicked } = props
  const { id, field, error } = useField(props)
  const [chosen, setChosen] = useState<ChosenEnterprise | null>(null)
  const held: string | null = field.value || null
  // The form keeps the id alone; the name of one that was not chosen here is looked up.
  const stored = useLiveQuery('enterprises.get', held !== null && chosen?.id !== held ? { id: held } : null)
  const name = stored.data?.enterprise.name
  const value = useMemo(() => {
    if (held === null) return null
    return chosen?.id === held ? chosen : { id: held, name: name ?? '', isNew: false }
  }, [held, chosen, name])
  return (
    <Field {...props} id={id} error={error}>
      <EnterprisePicker
        id={id}
        label={label}
        value={value}
        canCreate={false}
        autoFocus={autoFocus ?? false}
        onChange={(enterprise) => {
          setChosen(enterprise)
          field.onChange(enterprise?.id ?? none)
          if (enterprise) onPicked?.(enterprise)
        }}
        onBlur={field.onBlur}
        ref={field.ref}
        wrong={error !== undefined}
        describedBy={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  )
}
