import { describe, expect, it } from 'vitest'
import {
  type ConditionField,
  conditionFields,
  nextStages,
  type ProjectStage,
  type StageFacts,
  type StageStepAsked,
  stageObstacles,
} from '../../../shared/domain/project-stages.ts'

const all = new Set<ConditionField>(conditionFields)
const facts = (changes: Partial<StageFacts> = {}): StageFacts => ({
  stage: 'talks',
  stageSince: '2026-10-01',
  history: [],
  filled: all,
  proofIsHere: true,
  role: 'team_lead',
  lastDay: '2026-11-22',
  ...changes,
})
const asked = (changes: Partial<StageStepAsked> = {}): StageStepAsked => ({
  from: 'talks',
  to: 'signed',
  on: '2026-11-20',
  proof: { kind: 'agreement', text: '宁招合〔2026〕3号', attachmentId: null },
  reason: null,
  ...changes,
})
const obstacles = (step: Partial<StageStepAsked>, known: Partial<StageFacts> = {}) =>
  stageObstacles(asked(step), facts(known)).map(({ refusal, field }) =>
    field ? `${refusal} ${field}` : refusal,
  )
const photo = { kind: 'site_photo', text: '桩基施工', attachmentId: null } as const

describe('A project is taken to its next stage', () => {
  const granted: readonly [ProjectStage, ProjectStage, Partial<StageStepAsked>][] = [
    ['lead', 'contact', { proof: null }],
    ['lead', 'talks', { proof: null }],
    ['contact', 'signed', {}],
    ['signed', 'registered', { proof: { kind: 'licence', text: '已取得', attachmentId: null } }],
    ['registered', 'started', { proof: photo }],
    ['started', 'building', { proof: photo }],
    [
      'building',
      'in_production',
      { proof: { kind: 'production_proof', text: '首张发票', attachmentId: null } },
    ],
    ['talks', 'contact', { proof: null, reason: '企业调整了选址' }],
    ['building', 'suspended', { proof: null, reason: '资金未到位' }],
  ]
  it.each(granted)('from %s to %s with what that asks for', (from, to, step) => {
    expect(obstacles({ from, to, ...step }, { stage: from })).toEqual([])
  })

  const refused: readonly [string, Partial<StageStepAsked>, Partial<StageFacts>, string[]][] = [
    ['without the agreement', { proof: null }, {}, ['proof-missing']],
    ['with a proof of something else', { proof: photo }, {}, ['proof-missing']],
    ['with a file that hangs elsewhere', {}, { proofIsHere: false }, ['proof-unknown']],
    [
      'without amount and leader',
      {},
      { filled: new Set<ConditionField>(['enterpriseId', 'content']) },
      ['field-missing totalInvest', 'field-missing leadLeader'],
    ],
    ['past a stage that needs its own proof', { to: 'started', proof: photo }, {}, ['not-step-by-step']],
    ['back without a reason', { to: 'lead', proof: null }, {}, ['reason-missing']],
    ['out of the library without a reason', { to: 'ended', proof: null }, {}, ['reason-missing']],
    ['where it is already', { to: 'talks' }, {}, ['already-there']],
    ['when a colleague was faster', {}, { stage: 'contact' }, ['moved-meanwhile']],
    ['on a day to come', { on: '2026-11-23' }, {}, ['date-wrong']],
    ['on a day before its present stage', { on: '2026-09-30' }, {}, ['date-wrong']],
    ['by somebody who only follows up', {}, { role: 'field' }, ['not-entitled']],
    ['by somebody who only reads', { to: 'contact', reason: '误录' }, { role: 'auditor' }, ['not-entitled']],
    ['by somebody unknown', {}, { role: null }, ['not-entitled']],
  ]
  it.each(refused)('but not %s', (_, step, known, expected) => {
    expect(obstacles(step, known)).toEqual(expected)
  })

  it('comes back from a pause to where it was, not further', () => {
    const history = [
      { stage: 'signed', on: '2026-01-01', proof: null, reason: null },
      { stage: 'suspended', on: '2026-02-01', proof: null, reason: '停' },
    ] as const
    const back = { from: 'suspended', proof: null, reason: '复工' } as const
    expect(obstacles({ ...back, to: 'signed' }, { stage: 'suspended', history })).toEqual([])
    expect(obstacles({ ...back, to: 'registered' }, { stage: 'suspended', history })).toEqual([
      'not-step-by-step',
    ])
    expect(nextStages('suspended', history)).toEqual([
      ...['reserve', 'lead', 'contact', 'talks', 'signed', 'ended', 'moved'],
    ])
  })

  it('is offered the rungs it may ask for', () => {
    expect(nextStages('signed', [])).toEqual([
      ...['reserve', 'lead', 'contact', 'talks', 'registered', 'suspended', 'ended', 'moved'],
    ])
  })
})
