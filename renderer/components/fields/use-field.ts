import { useId } from 'react'
import { type FieldValues, useController } from 'react-hook-form'
import type { FieldProps } from './Field.tsx'

/** One field of a react-hook-form: its value and events, an id for its label, and its error's key. */
export function useField<V extends FieldValues, C, T>({ control, name }: FieldProps<V, C, T>) {
  const id = useId()
  const { field, fieldState } = useController({ control, name })
  return { id, field, error: messageOf(fieldState.error) }
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
