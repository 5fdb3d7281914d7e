import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract/index.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'
import { zippedText } from '../../support/zip-text.ts'

let office: Office
let enterpriseId: string
beforeEach(async () => {
  office = await openOffice()
  enterpriseId = uuidv7()
  await office.call('enterprises.save', { id: enterpriseId, name: '样例电子有限公司' })
})
afterEach(() => office.close())

const everything = { limit: 200, offset: 0, show: 'all' as const }
const demandsListed = async () => (await office.call('demands.list', { ...everything })).rows
const commitmentsListed = async () => (await office.call('commitments.list', { ...everything })).rows

const power = () => ({
  id: uuidv7(),
  content: '需要双回路供电',
  category: 'power' as const,
  dueOn: '2026-12-10',
})
const promise = () => ({
  ...{ id: uuidv7(), content: '三日内报送选址方案', side: 'ours' as const },
  ...{ responsible: '开发区', dueOn: '2026-11-25' },
})

function draft(over: Partial<Input<'minutes.save'>> = {}): Input<'minutes.save'> {
  return {
    ...{ id: uuidv7(), enterpriseId, title: '与样例电子有限公司会谈纪要', occurredOn: '2026-11-22' },
    ...{ chair: '样例甲', confidentiality: 'shareable', ...over },
  }
}

describe('minutes of a talk', () => {
  it('begin with what their visit tells, and what was asked and promised there is not recorded twice', async () => {
    const visit = visitDraft({
      enterpriseId,
      place: '企业会议室',
      demands: [{ id: uuidv7(), content: '需要双回路供电', category: 'power', dueOn: '2026-12-10' }],
      commitments: [{ id: uuidv7(), content: '安排专人代办', madeBy: '样例甲', dueOn: '2026-12-01' }],
    })
    await office.call('visits.save', visit)
    const start = await office.call('minutes.start', { visitId: visit.id })
    expect(start).toMatchObject({
      enterpriseName: '样例电子有限公司',
      values: {
        ...{ visitId: visit.id, occurredOn: '2026-11-22', place: '企业会议室', recorder: '记录员' },
        theirPeople: [{ name: '样例甲', post: '副总经理' }],
        demands: [{ content: '需要双回路供电', taken: true }],
        agreed: [{ content: '安排专人代办', side: 'ours', taken: true }],
      },
    })
    const id = uuidv7()
    if (start) await office.call('minutes.save', { ...start.values, id })
    expect(await demandsListed()).toMatchObject([
      { content: '需要双回路供电', minutesId: id, visitId: visit.id },
    ])
    expect(await commitmentsListed()).toMatchObject([{ madeBy: '样例甲', minutesId: id }])
    expect(await office.call('minutes.list', { visitId: visit.id })).toMatchObject([
      { id, demands: 1, agreed: 1 },
    ])
  })

  it('make demands and our commitments records with a day; what the other side takes on is only written down', async () => {
    const theirs = { ...promise(), content: '十二月来实地考察', side: 'theirs' as const }
    const minutes = draft({ demands: [power()], agreed: [promise(), theirs] })
    await office.call('minutes.save', minutes)
    expect(await demandsListed()).toMatchObject([
      { content: '需要双回路供电', state: 'open', dueOn: '2026-12-10', minutesId: minutes.id, enterpriseId },
    ])
    expect(await commitmentsListed()).toMatchObject([
      { content: '三日内报送选址方案', dueOn: '2026-11-25', madeBy: '样例甲', madeOn: '2026-11-22' },
    ])
  })

  it('saved again leave alone what happened to a demand meanwhile, and take back what was struck out', async () => {
    const [kept, struck] = [power(), { ...power(), content: '请求协助招工' }]
    const minutes = draft({ demands: [kept, struck], agreed: [promise()] })
    await office.call('minutes.save', minutes)
    await office.call('demands.save', {
      ...{ id: kept.id, enterpriseId, content: kept.content, category: 'power' as const },
      ...{ state: 'doing', dueOn: '2026-12-20' },
    })
    await office.call('minutes.save', { ...minutes, demands: [{ ...kept, reply: '可以架设' }] })
    expect(await demandsListed()).toMatchObject([{ id: kept.id, state: 'doing', dueOn: '2026-12-20' }])
    await office.call('minutes.save', { ...minutes, demands: [{ ...kept, dueOn: '2026-12-31' }], agreed: [] })
    expect(await demandsListed()).toMatchObject([{ id: kept.id, state: 'doing', dueOn: '2026-12-31' }])
    expect(await commitmentsListed()).toEqual([])
  })

  it('let go of a demand of the visit instead of deleting it', async () => {
    const visit = visitDraft({ enterpriseId, demands: [power()] })
    await office.call('visits.save', visit)
    const start = await office.call('minutes.start', { visitId: visit.id })
    const id = uuidv7()
    if (start) await office.call('minutes.save', { ...start.values, id })
    if (start) await office.call('minutes.save', { ...start.values, id, demands: [] })
    expect(await demandsListed()).toMatchObject([{ content: '需要双回路供电', minutesId: null }])
  })

  it('do not bring back a demand that was deleted, unless its row is changed', async () => {
    const asked = power()
    const minutes = draft({ demands: [asked] })
    await office.call('minutes.save', minutes)
    await office.call('records.delete', { table: 'demands', id: asked.id })
    await office.call('minutes.save', { ...minutes, place: '会议室' })
    expect(await demandsListed()).toEqual([])
    expect((await office.call('minutes.get', { id: minutes.id }))?.minutes.demands).toHaveLength(1)
  })

  it('are refused with a day before the talk and changed by their author alone', async () => {
    const minutes = draft({ demands: [{ ...power(), dueOn: '2026-11-01' }] })
    expect(await office.refusal('minutes.save', minutes)).toBe('call/invalid')
    await office.call('minutes.save', draft({ id: minutes.id }))
    await office.signIn(office.colleague)
    expect(await office.refusal('minutes.save', draft({ id: minutes.id }))).toBe('record/not-yours')
    expect((await office.call('minutes.get', { id: minutes.id }))?.mine).toBe(false)
  })

  it('are found by what was asked, and keep their enterprise from being deleted', async () => {
    await office.call('minutes.save', draft({ agreed: [{ ...promise(), content: '共建检测中心' }] }))
    const found = await office.call('search.all', { text: '检测中心' })
    expect(found.map(({ table }) => table)).toContain('minutes')
    expect(await office.refusal('records.delete', { table: 'enterprises', id: enterpriseId })).toBe(
      'record/in-use',
    )
  })

  it('are written as a document; a copy for the enterprise hides phones and what is said among ourselves', async () => {
    const minutes = draft({
      topics: '联系人电话13812341000',
      internalRemarks: '底价不低于每亩二十万元',
      demands: [power()],
    })
    await office.call('minutes.save', minutes)
    const written = async (audience: 'own' | 'enterprise') => {
      const path = join(office.folder, `${audience}.docx`)
      office.files.grant(audience, path, 'write')
      await office.call('minutes.export', { id: minutes.id, audience, fileToken: audience })
      return zippedText(readFileSync(path), 'word/document.xml').replace(/<[^>]+>/g, '')
    }
    expect(await written('own')).toContain('底价不低于每亩二十万元')
    const copy = await written('enterprise')
    expect(copy).toContain('138****1000')
    expect(copy).toContain('需要双回路供电')
    expect(copy).not.toMatch(/底价|13812341000/)
  })

  it('that are internal are never written for an enterprise', async () => {
    const minutes = draft({ confidentiality: 'internal' })
    await office.call('minutes.save', minutes)
    const input = { id: minutes.id, audience: 'enterprise', fileToken: 'none' }
    expect(await office.refusal('minutes.export', input)).toBe('minutes/internal')
    expect((await office.call('minutes.fileName', { id: minutes.id, audience: 'own' })).fileName).toBe(
      '样例市招商局_与样例电子有限公司会谈纪要（内部）_20261122.docx',
    )
  })
})
