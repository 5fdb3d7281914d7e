import { Checkbox } from 'antd'
import type { FieldValues } from 'react-hook-form'
import type { FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

/** Yes or no. */
export function CheckField<V extends FieldValues, C, T>(props: FieldProps<V, C, T>) {
  const { id, field } = useField(props)
  return (
    <div className="op-field" data-fields={props.name}>
      <Checkbox
        id={id}
        checked={field.value === true}
        onChange={(event) => field.onChange(event.target.checked)}
        onBlur={field.onBlur}
        disabled={props.disabled ?? false}
      >
        {props.label}
      </Checkbox>
      {props.hint && <div className="op-field-hint">{props.hint}</div>}
    </div>
  )
}
