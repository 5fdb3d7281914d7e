import { z } from 'zod'

/** A stretch of a long list. */
export const Page = z.object({
  limit: z.number().int().min(1).max(1000).default(200),
  offset: z.number().int().min(0).default(0),
})
