import { describe, expect, it } from 'vitest'
import { rowSteps } from '#shared/domain/minutes.ts'
import { changedSince, ledgerRounds, movesOf, type NegotiationRound } from '#shared/domain/negotiations.ts'

const said = { ask: '0.45', offer: '0.55', gap: null, decider: '总经理', state: 'open' } as const

describe('what moved in a negotiation', () => {
  it.each([
    ['nothing in the first round', undefined, said, []],
    ['nothing where all is the same', said, said, []],
    ['an ask that came down', said, { ...said, ask: '0.48' }, ['ask']],
    [
      'a first gap and another state',
      said,
      { ...said, gap: '0.03', state: 'closer' as const },
      ['gap', 'state'],
    ],
    ['nothing where a field is left empty', said, { ...said, ask: null, decider: null }, []],
  ])('is %s', (_, before, now, changed) => {
    expect(changedSince(before, now)).toEqual(changed)
  })
})

const round = (over: Partial<NegotiationRound>): NegotiationRound => ({
  ...{
    id: 'round',
    unitId: 'unit',
    createdBy: 'me',
    createdAt: '2026-11-20T08:00:00.000Z',
    origin: 'manual',
  },
  ...{ importBatchId: null, topicId: 'power', enterpriseId: 'firm', visitId: null, tripId: null },
  ...{ occurredOn: '2026-11-20', ...said, ...over },
})

describe('the rounds of a ledger', () => {
  it('stand by day, on one day in the order in which they were written down, the newest first', () => {
    const rounds = [
      round({ visitId: 'visit' }),
      round({ createdAt: '2026-11-20T10:00:00.000Z' }),
      round({ occurredOn: '2026-11-02', createdAt: '2026-11-21T08:00:00.000Z' }),
      round({ visitId: 'visit', topicId: 'land', createdAt: '2026-11-20T11:00:00.000Z' }),
    ]
    for (const order of [rounds, rounds.toReversed()])
      expect(
        ledgerRounds(order).map(({ number, occurredOn, visitId }) => [number, occurredOn, visitId]),
      ).toEqual([
        [3, '2026-11-20', null],
        [2, '2026-11-20', 'visit'],
        [1, '2026-11-02', null],
      ])
  })

  it('are compared with what was said last, also over a round that said nothing of it', () => {
    const rounds = [
      round({ id: 'a', occurredOn: '2026-11-01' }),
      round({ id: 'b', occurredOn: '2026-11-02', ask: null, offer: '0.50' }),
      round({ id: 'c', occurredOn: '2026-11-03', ask: '0.45', offer: '0.48' }),
    ]
    const moves = movesOf(rounds, ledgerRounds(rounds))
    expect(moves.map(({ id, changed }) => [id, changed])).toEqual([
      ['c', ['offer']],
      ['b', ['offer']],
      ['a', []],
    ])
  })

  it('in which two people wrote down the same cell apart are both compared with the round before', () => {
    const rounds = [
      round({ id: 'a', occurredOn: '2026-11-01' }),
      round({ id: 'b', occurredOn: '2026-11-02', ask: '0.46' }),
      round({ id: 'c', occurredOn: '2026-11-02', ask: '0.47' }),
    ]
    expect(movesOf(rounds, ledgerRounds(rounds)).map(({ changed }) => changed)).toEqual([
      ['ask'],
      ['ask'],
      [],
    ])
  })
})

describe('saving the rows of minutes', () => {
  const row = (id: string, over: object = {}) => ({ id, taken: false, content: '用电', dueOn: null, ...over })
  it.each([
    ['makes a record of a new row', [], [row('a')], [['write', 'a']]],
    ['leaves alone the record of a row that says the same', [row('a')], [row('a')], []],
    ['writes a row that changed', [row('a')], [row('a', { dueOn: '2026-12-01' })], [['write', 'a']]],
    ['takes back what it made', [row('a'), row('b')], [row('b')], [['delete', 'a']]],
    ['lets go of what was there before', [row('a', { taken: true })], [], [['let-go', 'a']]],
  ])('%s', (_, before, after, steps) => {
    expect(rowSteps(before, after).map(({ kind, row: { id } }) => [kind, id])).toEqual(steps)
  })
})
