import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import {
  type LedgerRound,
  type NegotiationRound,
  type NegotiationTopic,
  negotiationRounds,
  negotiationTopics,
  type PositionField,
} from '../domain/negotiations.ts'
import { command, query, returns } from './call.ts'
import type { Safety } from './records.ts'
import type { WrittenFile } from './reports.ts'
import { Seen } from './seen.ts'

/** Where a topic stood in a round. */
export interface Position extends NegotiationRound {
  /** What moved since the round before. */
  readonly changed: readonly PositionField[]
  readonly authorName: string | null
  readonly safety: Safety
}

export interface LedgerTopic extends NegotiationTopic {
  /** Newest first. */
  readonly rounds: readonly Position[]
  readonly safety: Safety
}

/** The ledger of an enterprise or of a project: a row a topic, a column a round. */
export interface NegotiationLedger {
  /** Newest first. */
  readonly rounds: readonly (LedgerRound & { readonly visitType: string | null })[]
  readonly topics: readonly LedgerTopic[]
}

/** Whose ledger: that of an enterprise, or of one of its projects. */
const Whose = z.object({
  enterpriseId: RecordId.nullable().default(null),
  projectId: RecordId.nullable().default(null),
})

export const negotiationsContract = {
  'negotiations.ledger': query(Whose, returns<NegotiationLedger>()),
  'negotiations.saveTopic': command(
    negotiationTopics.draft.extend({ id: RecordId, seen: Seen }),
    returns<null>(),
  ),
  /** Saves what one topic said in one round; a field that was not touched keeps what a colleague wrote. */
  'negotiations.saveRound': command(
    negotiationRounds.draft.extend({ id: RecordId, seen: Seen }),
    returns<null>(),
  ),
  'negotiations.fileName': query(Whose, returns<{ readonly fileName: string }>()),
  'negotiations.export': command(
    Whose.extend({ fileToken: z.string() }),
    returns<WrittenFile & { readonly rows: number }>(),
  ),
}
