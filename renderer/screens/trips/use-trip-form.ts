import { type UseFormReturn, useFormContext } from 'react-hook-form'
import type { TripInput, TripOutput } from './trip-form.ts'

/** The trip form around a section of it. */
export const useTripForm = (): UseFormReturn<TripInput, unknown, TripOutput> =>
  useFormContext<TripInput, unknown, TripOutput>()
