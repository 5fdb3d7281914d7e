import { z } from 'zod'
import { readMeta } from '../database/meta.ts'
import type { Reader } from '../database/schema.ts'

/** Records from one id to another, both included, some of which are not in the index yet. */
const Stretch = z.object({ table: z.string(), from: z.string(), to: z.string() })
export type Stretch = z.infer<typeof Stretch>

/** What was received in bulk and is not indexed yet. */
export async function searchBacklog(db: Reader): Promise<readonly Stretch[]> {
  const text = await readMeta(db, 'searchBacklog')
  return text === undefined ? [] : z.array(Stretch).parse(JSON.parse(text))
}
