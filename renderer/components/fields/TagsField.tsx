import type { FieldValues } from 'react-hook-form'
import { ChipsInput } from './ChipsInput.tsx'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  readonly known?: readonly string[]
  readonly placeholder?: string
}

/** Short texts as chips (an array of strings in the form): cities, phone numbers. */
export function TagsField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { label, hint, known = [], placeholder } = props
  const { id, field, error } = useField(props)
  const tags: readonly string[] = field.value ?? []
  const add = (more: readonly string[]) => field.onChange([...new Set([...tags, ...more])])
  return (
    <Field {...props} id={id} error={error}>
      <ChipsInput
        id={id}
        label={label}
        chips={tags.map((tag) => ({ key: tag, text: tag }))}
        suggestions={known.filter((each) => !tags.includes(each)).map((each) => ({ key: each, label: each }))}
        onTyped={(text) => {
          add(
            text
              .split(/[、，,；;\n]/)
              .map((each) => each.trim())
              .filter(Boolean),
          )
          return true
        }}
        onSuggested={(key) => add([key])}
        onRemove={(key) => field.onChange(tags.filter((tag) => tag !== key))}
        onBlur={field.onBlur}
        {...(placeholder ? { placeholder } : {})}
        describedBy={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  )
}
