import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StageRequest } from '#shared/domain/project-stages.ts'
import type { Op } from '#shared/sync/op.ts'
import type { ServerDevice } from '../support/server-device.ts'
import { type TestServer, testServer } from '../support/server-organisation.ts'
import { sample } from '../support/server-samples.ts'

let server: TestServer
let lead: ServerDevice
let member: ServerDevice
beforeAll(async () => {
  server = await testServer()
  lead = await server.device('jia')
  member = await server.device('bing')
})
afterAll(() => server.stop())

const today = () => new Date(server.time.now).toISOString().slice(0, 10)
const agreement = { kind: 'agreement', text: '宁招合〔2026〕3号', attachmentId: null } as const

function request(device: ServerDevice, id: string, changes: Partial<StageRequest> = {}): Op {
  const { stage } = device.values('projects', id)
  const stageRequest = {
    state: 'pending',
    from: stage,
    to: 'signed',
    on: today(),
    proof: agreement,
    reason: null,
    requestedBy: device.user.id,
    requestedAt: new Date(server.time.now).toISOString(),
    refusal: null,
    refusedField: null,
    decidedAt: null,
    ...changes,
  }
  return device.set('projects', id, { stageRequest }, { kind: 'request' })
}

async function knownProject(values: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const enterprise = sample.enterprise(member)
  const whole = {
    enterpriseId: enterprise.id,
    ...{ content: '年产五万吨', totalInvest: 50_000, leadLeader: '样例领导', stageSince: '2026-01-05' },
  }
  const project = sample.project(member, { ...whole, ...values })
  const results = await member.push(enterprise, project)
  expect(results.map(({ status }) => status)).toEqual(['applied', 'applied'])
  await lead.pull()
  return project.id
}

const outcome = (device: ServerDevice, id: string) => {
  const values = device.values('projects', id)
  const { state, refusal, refusedField } = StageRequest.parse(values.stageRequest)
  return { state, refusal, refusedField, stage: values.stage }
}

describe('A request to take a project to another stage', () => {
  it('is granted with its proof, which the history keeps, and reaches every colleague', async () => {
    const id = await knownProject()
    const asked = request(lead, id)
    expect(outcome(lead, id)).toMatchObject({ state: 'pending', stage: 'talks' })
    await lead.push(asked)
    for (const device of [lead, member]) await device.pull()
    for (const device of [lead, member])
      expect(outcome(device, id)).toEqual({
        ...{ state: 'accepted', refusal: null, refusedField: null, stage: 'signed' },
      })
    expect(member.values('projects', id)).toMatchObject({
      stageSince: today(),
      stageHistory: [
        { stage: 'talks', on: '2026-01-05' },
        { stage: 'signed', on: today(), proof: agreement },
      ],
    })
  })

  it('is refused to the second of two who ask at the same time', async () => {
    const id = await knownProject()
    const other = await server.device('jia')
    await other.pull()
    const [first, second] = [request(lead, id), request(other, id, { to: 'ended', reason: '企业放弃' })]
    await lead.push(first)
    await other.push(second)
    await other.pull()
    expect(outcome(other, id)).toMatchObject({
      state: 'refused',
      refusal: 'moved-meanwhile',
      stage: 'signed',
    })
  })

  const refusals: readonly [string, () => Promise<[ServerDevice, string, Partial<StageRequest>]>, object][] =
    [
      [
        'somebody who may not sign',
        async () => [member, await knownProject(), {}],
        { refusal: 'not-entitled' },
      ],
      [
        'a project whose amount nobody entered',
        async () => [lead, await knownProject({ totalInvest: null }), {}],
        { refusal: 'field-missing', refusedField: 'totalInvest' },
      ],
      ['no proof', async () => [lead, await knownProject(), { proof: null }], { refusal: 'proof-missing' }],
      [
        'a file that is not there',
        async () => [lead, await knownProject(), { proof: { ...agreement, attachmentId: v7() } }],
        { refusal: 'proof-unknown' },
      ],
      [
        'a step back without a reason',
        async () => [lead, await knownProject(), { to: 'lead', proof: null }],
        { refusal: 'reason-missing' },
      ],
    ]
  it.each(refusals)('is refused with its reason: %s', async (_, prepared, expected) => {
    const [device, id, changes] = await prepared()
    await device.push(request(device, id, changes))
    await device.pull()
    expect(outcome(device, id)).toMatchObject({ state: 'refused', stage: 'talks', ...expected })
  })

  it('cannot be gone around', async () => {
    const id = await knownProject()
    const moved = lead.set('projects', id, { stage: 'signed' })
    const dated = lead.set('projects', id, { stageSince: '2020-01-01' })
    const forged = request(lead, id, { state: 'accepted' })
    const others = request(lead, id, { requestedBy: member.user.id })
    const plain = { ...request(lead, id), kind: 'set' }
    const tooFar = sample.project(lead, { stage: 'in_production' })
    const invented = sample.project(lead, { stageHistory: [{ stage: 'signed', on: '2026-01-01' }] })
    const results = await lead.push(moved, dated, forged, others, plain, tooFar, invented)
    expect(
      results.map((result) => result.status === 'quarantined' && [result.reason, result.detail]),
    ).toEqual([
      ['server-decides', 'stage'],
      ['server-decides', 'stageSince'],
      ['invalid', 'stageRequest'],
      ['invalid', 'stageRequest'],
      ['server-decides', 'stageRequest'],
      ['server-decides', 'stage'],
      ['server-decides', 'stageHistory'],
    ])
  })

  it('is set aside for a project that its author cannot read', async () => {
    const stranger = await server.device('yi')
    const id = await knownProject()
    stranger.set('projects', id, { unitId: server.organisation.units.zone, stage: 'talks' })
    const [result] = await stranger.push(request(stranger, id))
    expect(result).toMatchObject({ status: 'quarantined', reason: 'not-allowed' })
  })
})
