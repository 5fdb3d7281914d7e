import { z } from 'zod'
import { type Commitment, commitments } from '../domain/commitments.ts'
import { type Demand, demands } from '../domain/demands.ts'
import { RecordId } from '../domain/entity.ts'
import { type FollowUp, followUps } from '../domain/follow-ups.ts'
import { command, query, returns } from './call.ts'
import { Page } from './page.ts'
import type { Safety } from './records.ts'
import { Seen } from './seen.ts'

interface Listed {
  readonly enterpriseName: string | null
  readonly overdue: boolean
  readonly safety: Safety
}
export type DemandRow = Demand & Listed
export type CommitmentRow = Commitment & Listed
export type FollowUpRow = FollowUp & Listed

const Filter = Page.extend({
  text: z.string().max(100).default(''),
  enterpriseId: RecordId.nullable().default(null),
  /** `open`: what still has to be done. */
  show: z.enum(['open', 'overdue', 'all']).default('open'),
  mine: z.boolean().default(false),
})

export const promisesContract = {
  'demands.list': query(Filter, returns<{ readonly rows: readonly DemandRow[]; readonly total: number }>()),
  'demands.save': command(demands.draft.extend({ id: RecordId, seen: Seen }), returns<null>()),
  'commitments.list': query(
    Filter,
    returns<{ readonly rows: readonly CommitmentRow[]; readonly total: number }>(),
  ),
  'commitments.save': command(commitments.draft.extend({ id: RecordId, seen: Seen }), returns<null>()),
  'followUps.list': query(
    Filter,
    returns<{ readonly rows: readonly FollowUpRow[]; readonly total: number }>(),
  ),
  'followUps.save': command(followUps.draft.extend({ id: RecordId, seen: Seen }), returns<null>()),
  'followUps.setDone': command(z.object({ id: RecordId, done: z.boolean() }), returns<null>()),
}
