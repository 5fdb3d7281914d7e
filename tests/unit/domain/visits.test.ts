import { describe, expect, it } from 'vitest'
import { isOverdue } from '../../../shared/domain/commitments.ts'
import { isOverdueDemand } from '../../../shared/domain/demands.ts'
import { changedNextStep, isLate, nextStepOf } from '../../../shared/domain/follow-ups.ts'
import { reportDueOn, TripDraft } from '../../../shared/domain/trips.ts'
import { lateEntryDays, VisitDraft, visitGaps } from '../../../shared/domain/visits.ts'

const today = '2026-11-22'
const someone = { personId: null, name: '样例甲', post: null }
const whole = {
  ourPeople: [someone],
  theirPeople: [someone],
  noCounterpartReason: null,
  topics: '双方就年产五万吨负极材料项目的选址进行了洽谈',
}

describe('a visit counts when', () => {
  it.each([
    ['it has people on both sides and twenty characters of content', {}, []],
    ['nobody of ours is named', { ourPeople: [] }, ['our-people']],
    ['nobody of theirs is named', { theirPeople: [] }, ['their-people']],
    ['a reason is stated why nobody was met', { theirPeople: [], noCounterpartReason: '企业放假' }, []],
    ['nineteen characters are written', { topics: '一'.repeat(19) }, ['content']],
    ['twenty characters are written', { topics: '一'.repeat(20) }, []],
    ['characters outside the usual plane count once', { topics: '𠮷'.repeat(19) }, ['content']],
    ['nothing is written', { topics: null }, ['content']],
  ])('%s', (_, over, gaps) => {
    expect(visitGaps({ ...whole, ...over })).toEqual(gaps)
  })

  it('it is marked as entered late from the day after', () => {
    expect(lateEntryDays('2026-11-22', today)).toBe(0)
    expect(lateEntryDays('2026-11-20', today)).toBe(2)
    expect(lateEntryDays('2026-11-23', today)).toBe(0)
  })
})

describe('the form of a visit', () => {
  const form = {
    ...{ type: 'door_to_door', mode: 'onsite', occurredOn: today, confidentiality: 'internal' },
    enterpriseId: '019ab000-0000-7000-8000-000000000001',
  }
  const problems = (over: object) =>
    VisitDraft.safeParse({ ...form, ...over }).error?.issues.map(({ path, message }) => [
      path.join('.'),
      message,
    ]) ?? []

  it.each([
    [{}, []],
    [{ startTime: '10:00', endTime: '09:30' }, [['endTime', 'end-before-start']]],
    [{ nextStep: '回访', nextDue: '2026-11-01' }, [['nextDue', 'due-before-visit']]],
    [{ nextDue: '2026-12-01' }, [['nextStep', 'next-step-missing']]],
    [{ investIntent: -1 }, [['investIntent', 'negative']]],
    [
      { demands: [{ id: form.enterpriseId, content: ' ', category: 'power' }] },
      [['demands.0.content', 'required']],
    ],
  ])('with %j is judged %j', (over, expected) => {
    expect(problems(over)).toEqual(expected)
  })
})

describe('what is due', () => {
  it.each([
    ['2026-11-21', null, true],
    ['2026-11-22', null, false],
    [null, null, false],
    ['2026-11-21', '2026-11-22', false],
  ])('due %s and done %s is overdue: %s', (dueOn, doneOn, late) => {
    expect(isOverdue({ dueOn, fulfilledOn: doneOn }, today)).toBe(late)
    expect(isLate({ dueOn, doneOn }, today)).toBe(late)
  })

  it.each([
    ['open', true],
    ['doing', true],
    ['done', false],
    ['cleared', false],
    ['unreasonable', false],
  ] as const)('a demand in the state %s is overdue after its day: %s', (state, late) => {
    expect(isOverdueDemand({ state, dueOn: '2026-11-21' }, today)).toBe(late)
    expect(isOverdueDemand({ state, dueOn: today }, today)).toBe(false)
  })

  it('of a trip is its report, fifteen days after the return or on the day that was set', () => {
    expect(reportDueOn({ endOn: '2026-11-23', reportDueOn: null })).toBe('2026-12-08')
    expect(reportDueOn({ endOn: '2026-11-23', reportDueOn: '2026-11-30' })).toBe('2026-11-30')
  })
})

describe('the next step of a visit', () => {
  const visit = {
    ...{ enterpriseId: 'e', tripId: null, nextStep: '回访', nextOwnerId: null, nextOwner: null },
    nextDue: '2026-12-01',
  }
  it('asks for a follow-up where there is one', () => {
    expect(nextStepOf(visit)).toMatchObject({ title: '回访', dueOn: '2026-12-01' })
    expect(nextStepOf({ ...visit, nextStep: null })).toBeNull()
  })

  it('writes on it only what the visit changed', () => {
    const [before, after] = [nextStepOf(visit), nextStepOf({ ...visit, nextDue: '2026-12-05' })]
    expect(after && changedNextStep(before, after)).toEqual({ dueOn: '2026-12-05' })
    expect(after && changedNextStep(null, after)).toEqual(after)
  })
})

describe('the form of a trip', () => {
  it('keeps its itinerary within its days', () => {
    const leg = { id: '019ab000-0000-7000-8000-000000000001', half: 'morning', activity: '拜访' }
    const draft = {
      ...{ title: '赴深圳', kind: 'small_team', state: 'planned', members: [] },
      ...{ startOn: '2026-11-21', endOn: '2026-11-23' },
    }
    const ok = (date: string) => TripDraft.safeParse({ ...draft, legs: [{ ...leg, date }] }).success
    expect(['2026-11-20', '2026-11-21', '2026-11-23', '2026-11-24'].map(ok)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})
