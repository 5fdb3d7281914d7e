import { z } from 'zod'

/** A stretch of a long list. */
export const Page = z.object({
  limit: z.number().int().min(1).max(1000).default(200),
  offset: z.number().int().min(0).default(0),
})

/** Some rows of a long list. */
export interface Stretch<R> {
  readonly rows: readonly R[]
  /** How many the filter finds. */
  readonly total: number
  /** There are more than `total`: of a text that very many records say, only the best are listed. */
  readonly more: boolean
}
