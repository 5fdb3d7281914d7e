import { z } from 'zod'

/**
 * What the form showed when it was opened, by field; null where there was no record yet. A field that still holds
 * what was shown is left alone, also when a colleague has changed it since; one that was changed here and meanwhile
 * elsewhere becomes a conflict in which both values are kept.
 */
export const Seen = z.record(z.string(), z.json()).nullable().default(null)
export type Seen = z.infer<typeof Seen>
