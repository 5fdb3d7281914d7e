import { z } from 'zod'
import { command, query, returns } from './call.ts'

/** `visit:new`, `visit:<id>`, `trip:new`, ...: one draft a form. */
const Key = z.string().min(1).max(100)

export interface Draft {
  readonly key: string
  readonly body: unknown
  readonly updatedAt: string
}

export const draftsContract = {
  'drafts.list': query(z.object({}), returns<readonly Draft[]>()),
  'drafts.get': query(z.object({ key: Key }), returns<Draft | null>()),
  'drafts.save': command(z.object({ key: Key, body: z.json() }), returns<{ updatedAt: string }>()),
  'drafts.discard': command(z.object({ key: Key }), returns<null>()),
}
