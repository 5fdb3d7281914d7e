import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Input } from '#shared/contract/index.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'
import { zippedText } from '../../support/zip-text.ts'

let office: Office
let enterpriseId: string
const topicId = uuidv7()
beforeEach(async () => {
  office = await openOffice()
  enterpriseId = uuidv7()
  await office.call('enterprises.save', { id: enterpriseId, name: '样例电子有限公司' })
  await office.call('negotiations.saveTopic', { id: topicId, enterpriseId, title: '电价', position: 1 })
})
afterEach(() => office.close())

const round = (over: Partial<Input<'negotiations.saveRound'>>): Input<'negotiations.saveRound'> => ({
  ...{ id: uuidv7(), topicId, enterpriseId, occurredOn: '2026-11-02', state: 'open', ...over },
})

describe('the ledger of a negotiation', () => {
  it('shows each topic round by round, the newest first, and what moved', async () => {
    const visit = visitDraft({ enterpriseId, occurredOn: '2026-11-20' })
    await office.call('visits.save', visit)
    const first = {
      occurredOn: '2026-11-02',
      ask: '每度0.45元',
      offer: '每度0.55元',
      gap: '0.10元',
      decider: '总经理',
    }
    await office.call('negotiations.saveRound', round({ ...first, occurredOn: '2026-11-02' }))
    const second = {
      occurredOn: '2026-11-20',
      visitId: visit.id,
      ask: '每度0.48元',
      offer: '每度0.55元',
      state: 'closer' as const,
    }
    await office.call('negotiations.saveRound', round(second))
    const { rounds, topics } = await office.call('negotiations.ledger', { enterpriseId })
    expect(rounds).toMatchObject([
      { number: 2, occurredOn: '2026-11-20', visitId: visit.id, visitType: 'door_to_door' },
      { number: 1, occurredOn: '2026-11-02', visitId: null },
    ])
    expect(topics).toMatchObject([
      {
        title: '电价',
        rounds: [
          { ask: '每度0.48元', changed: ['ask', 'state'] },
          { ask: '每度0.45元', changed: [] },
        ],
      },
    ])
  })

  it('keeps what a colleague wrote in a field that was not touched', async () => {
    const position = round({ occurredOn: '2026-11-02', ask: '每度0.45元', offer: null })
    const shown = { ask: '每度0.45元', offer: null, gap: null, decider: null, state: 'open' }
    await office.call('negotiations.saveRound', position)
    await office.signIn(office.colleague)
    await office.call('negotiations.saveRound', { ...position, offer: '每度0.55元', seen: shown })
    await office.signIn(office.me)
    await office.call('negotiations.saveRound', { ...position, ask: '每度0.48元', seen: shown })
    const { topics } = await office.call('negotiations.ledger', { enterpriseId })
    expect(topics[0]?.rounds).toMatchObject([{ ask: '每度0.48元', offer: '每度0.55元' }])
  })

  it('is written as a workbook, a row for each topic and round', async () => {
    await office.call(
      'negotiations.saveRound',
      round({ occurredOn: '2026-11-02', ask: '=1+1', offer: '每度0.55元' }),
    )
    const path = join(office.folder, 'ledger.xlsx')
    office.files.grant('ledger', path, 'write')
    const { rows } = await office.call('negotiations.export', { enterpriseId, fileToken: 'ledger' })
    expect(rows).toBe(1)
    const file = readFileSync(path)
    expect(zippedText(file, 'xl/sharedStrings.xml')).toMatch(/与样例电子有限公司洽谈台账.*谈判事项.*=1\+1/s)
    expect(zippedText(file, 'xl/worksheets/sheet1.xml')).not.toContain('<f>')
    expect((await office.call('negotiations.fileName', { enterpriseId })).fileName).toBe(
      '样例市招商局_与样例电子有限公司洽谈台账_20261122.xlsx',
    )
  })

  it('has nothing to write before the first round', async () => {
    expect(await office.refusal('negotiations.export', { enterpriseId, fileToken: 'none' })).toBe(
      'report/no-rounds',
    )
  })

  it('loses a topic with its rounds, and brings both back', async () => {
    await office.call('negotiations.saveRound', round({ occurredOn: '2026-11-02', ask: '每度0.45元' }))
    await office.call('records.delete', { table: 'negotiationTopics', id: topicId })
    expect((await office.call('negotiations.ledger', { enterpriseId })).topics).toEqual([])
    await office.call('records.undelete', { table: 'negotiationTopics', id: topicId })
    expect((await office.call('negotiations.ledger', { enterpriseId })).topics[0]?.rounds).toHaveLength(1)
  })

  it('is found by what was asked', async () => {
    await office.call(
      'negotiations.saveRound',
      round({ occurredOn: '2026-11-02', ask: '首批用地一百五十亩' }),
    )
    const found = await office.call('search.all', { text: '一百五十亩' })
    expect(found.map(({ table }) => table)).toEqual(['negotiationRounds'])
  })
})
