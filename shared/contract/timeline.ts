import type { Safety } from './records.ts'

/** One thing that happened with an enterprise, newest first in a timeline. */
export interface TimelineEntry {
  readonly kind: 'visit' | 'note' | 'demand' | 'commitment' | 'followUp'
  readonly id: string
  /** Day it happened (visit, note) or was written down; yyyy-mm-dd. */
  readonly on: string
  readonly title: string
  readonly text: string | null
  /** Code to show as a tag: outcome level of a visit, state of a demand, `overdue`, `done`, ... */
  readonly tag: string | null
  readonly authorName: string | null
  readonly safety: Safety
}
