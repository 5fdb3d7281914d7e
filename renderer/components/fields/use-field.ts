import { useId } from 'react'
import { type ControllerRenderProps, type FieldPath, type FieldValues, useController } from 'react-hook-form'
import type { FieldProps } from './Field.tsx'

/** One field of a react-hook-form: its value and events, an id for its label, and its error's key. */
export function useField<V extends FieldValues, C, T>({
  control,
  name,
}: FieldProps<V, C, T>): {
  readonly id: string
  readonly field: ControllerRenderProps<V, FieldPath<V>>
  readonly error: string | undefined
} {
  const id = useId()
  const { field, fieldState } = useController({ control, name })
  const error = messageOf(fieldState.error)
  // Leaving a field nobody wrote in is no mistake yet; a message there would also push the form down under the pointer.
  const onBlur = () => {
    if (fieldState.isDirty || error !== undefined) field.onBlur()
  }
  return { id, field: { ...field, onBlur }, error }
}

/** The error's key. In a list (chips) the first row that has one speaks for the field. */
function messageOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('message' in error && typeof error.message === 'string') return error.message
  for (const inner of Object.values(error)) {
    const message = messageOf(inner)
    if (message) return message
  }
  return undefined
}
