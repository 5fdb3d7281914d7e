import type { z } from 'zod'
import { CalendarDateSchema } from './calendar.ts'
import {
  choice,
  defineEntity,
  optionalInteger,
  optionalText,
  RecordId,
  requiredText,
  textOf,
} from './entity.ts'
import { negotiationStates } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 谈判事项: one thing that is negotiated with an enterprise, such as the price of power. */
export const negotiationTopics = defineEntity({
  table: 'negotiationTopics',
  mergeClass: 'shared',
  fields: {
    enterpriseId: textOf(RecordId),
    projectId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    title: requiredText(200, { searched: true }),
    position: optionalInteger(1_000_000),
  },
  scopes: unitAndTripScopes,
})

/** Where one topic stood in one round: their ask, our offer, what lies between, who decides. */
export const negotiationRounds = defineEntity({
  table: 'negotiationRounds',
  mergeClass: 'shared',
  fields: {
    topicId: textOf(RecordId),
    enterpriseId: textOf(RecordId),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    occurredOn: textOf(CalendarDateSchema),
    ask: optionalText(1000, { searched: true, surfaced: true }),
    offer: optionalText(1000, { searched: true, surfaced: true }),
    gap: optionalText(500),
    decider: optionalText(100),
    state: choice(negotiationStates, { surfaced: true }),
  },
  scopes: unitAndTripScopes,
})

export type NegotiationTopic = z.infer<typeof negotiationTopics.record>
export type NegotiationRound = z.infer<typeof negotiationRounds.record>

/** What a round says of a topic. */
export const positionFields = ['ask', 'offer', 'gap', 'decider', 'state'] as const
export type PositionField = (typeof positionFields)[number]
type Position = Pick<NegotiationRound, PositionField>

/**
 * What moved since the round before. A field that a round leaves empty says nothing, so it is no change; the first
 * round has nothing to be compared with.
 */
export function changedSince(before: Position | undefined, now: Position): readonly PositionField[] {
  if (before === undefined) return []
  return positionFields.filter((field) => now[field] !== null && now[field] !== before[field])
}

/** A meeting in which topics were talked about: the column of a ledger. */
export interface LedgerRound {
  /** `2026-11-22 <visit>`: rounds of one day and one visit stand in one column. */
  readonly key: string
  /** 1 is the first. */
  readonly number: number
  readonly occurredOn: string
  readonly visitId: string | null
}

/** Key of the column in which a position stands. */
export const roundKey = ({ occurredOn, visitId }: Pick<NegotiationRound, 'occurredOn' | 'visitId'>): string =>
  `${occurredOn} ${visitId ?? ''}`

/** The columns of a ledger, newest first: by day, on one day in the order in which they were first written down. */
export function ledgerRounds(
  rounds: readonly Pick<NegotiationRound, 'occurredOn' | 'visitId' | 'createdAt'>[],
): readonly LedgerRound[] {
  const begun = [...rounds].sort((a, b) => beginning(a).localeCompare(beginning(b), 'en'))
  const columns = new Map(begun.toReversed().map((round) => [roundKey(round), round]))
  return [...columns.values()]
    .sort((a, b) => beginning(a).localeCompare(beginning(b), 'en'))
    .map((round, index) => ({
      key: roundKey(round),
      number: index + 1,
      occurredOn: round.occurredOn,
      visitId: round.visitId,
    }))
    .reverse()
}

const beginning = ({ occurredOn, createdAt }: Pick<NegotiationRound, 'occurredOn' | 'createdAt'>): string =>
  `${occurredOn} ${createdAt}`

/** What a topic says in the columns of its ledger, newest first, each with what moved since the round before. */
export function movesOf<R extends NegotiationRound>(
  rounds: readonly R[],
  columns: readonly LedgerRound[],
): readonly (R & { readonly changed: readonly PositionField[] })[] {
  const numbers = new Map(columns.map(({ key, number }) => [key, number]))
  const numberOf = (round: R) => numbers.get(roundKey(round)) ?? 0
  const inTime = [...rounds].sort(
    (a, b) => numberOf(a) - numberOf(b) || beginning(a).localeCompare(beginning(b), 'en'),
  )
  return inTime
    .map((round) => {
      const earlier = inTime.filter((each) => numberOf(each) < numberOf(round))
      return { ...round, changed: changedSince(standing(earlier), round) }
    })
    .reverse()
}

/** Where a topic stands after these rounds: of each field what was said last. */
function standing(rounds: readonly NegotiationRound[]): Position | undefined {
  const last = rounds.at(-1)
  if (last === undefined) return undefined
  const said = (field: Exclude<PositionField, 'state'>) =>
    rounds.findLast((round) => round[field] !== null)?.[field] ?? null
  return {
    ask: said('ask'),
    offer: said('offer'),
    gap: said('gap'),
    decider: said('decider'),
    state: last.state,
  }
}
