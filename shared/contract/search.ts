import { z } from 'zod'
import { query, returns } from './call.ts'

export interface SearchHit {
  readonly table: 'enterprises' | 'contacts' | 'visits' | 'notes' | 'trips'
  readonly id: string
  readonly title: string
  readonly excerpt: string | null
  /** Enterprise to open for a note. */
  readonly enterpriseId: string | null
}

export const searchContract = {
  'search.all': query(z.object({ text: z.string().max(100) }), returns<readonly SearchHit[]>()),
}
