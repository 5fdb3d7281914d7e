import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { read } from '@e965/xlsx'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

let office: Office
let tripId: string
beforeEach(async () => {
  office = await openOffice()
  tripId = uuidv7()
  await office.call('trips.save', {
    ...{ id: tripId, title: '赴深圳招商', kind: 'small_team', state: 'returned', cities: ['深圳'] },
    ...{ startOn: '2026-11-20', endOn: '2026-11-21', purpose: '推进产业链招商', legs: [] },
    members: [
      {
        id: uuidv7(),
        name: '记录员',
        role: 'leader',
        userId: office.me.userId,
        post: '局长',
        phone: '13800002001',
      },
    ],
  })
})
afterEach(() => office.close())

async function visited(occurredOn = '2026-11-20'): Promise<void> {
  await office.call('visits.save', {
    ...visitDraft({
      newEnterprise: { name: '样例材料有限公司', city: '深圳' },
      tripId,
      occurredOn,
      investIntent: 5000,
    }),
    demands: [{ id: uuidv7(), content: '双回路供电', category: 'power' }],
  })
}

function target(name: string): string {
  const path = join(office.folder, name)
  office.files.grant(path, path, 'write')
  return path
}

describe('the report of a trip', () => {
  it('is made from the records of this device and says what is missing', async () => {
    await visited()
    const preview = await office.call('reports.tripPreview', { tripId })
    expect(preview.report.title).toContain('深圳')
    expect(preview.report.signature).toBe('样例市招商局')
    expect(preview.report.isDraft).toBe(true)
    expect(preview.problems.map(({ code }) => code)).toContain('unsent-visits')
    expect(preview.fileName).toMatch(/^样例市招商局_.*草稿.*\.docx$/)
    expect(preview.ledgerName).toMatch(/^样例市招商局_赴深圳招商情况表_20261122\.xlsx$/)
    await office.upload()
    expect((await office.call('reports.tripPreview', { tripId })).report.isDraft).toBe(false)
    expect(await office.refusal('reports.tripPreview', { tripId: uuidv7() })).toBe('record/not-found')
  })

  it('is written where the person chose, and nowhere else', async () => {
    await visited()
    const path = target('报告.docx')
    const written = await office.call('reports.exportTrip', { tripId, fileToken: path })
    expect(written.name).toBe('报告.docx')
    const bytes = readFileSync(path)
    expect(bytes.byteLength).toBe(written.bytes)
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    expect(await office.refusal('reports.exportTrip', { tripId, fileToken: 'never-granted' })).toBe(
      'file/not-granted',
    )
  })
})

describe('the ledger of visits', () => {
  it('holds the visits of a filter with real numbers and days', async () => {
    await visited()
    await visited('2026-11-21')
    const path = target('台账.xlsx')
    const filter = { limit: 1, offset: 0, tripId, from: '2026-11-21' }
    const written = await office.call('reports.exportLedger', { filter, fileToken: path })
    expect(written).toMatchObject({ name: '台账.xlsx', rows: 1 })
    const sheet = Object.values(read(readFileSync(path), { cellDates: false }).Sheets)[0] ?? {}
    const values = Object.values(sheet).flatMap((cell: { v?: unknown }) =>
      cell?.v === undefined ? [] : [cell.v],
    )
    expect(values).toContain(5000)
    expect(values.some((value) => typeof value === 'string' && value.includes('2026年11月21日以后'))).toBe(
      true,
    )
    expect(
      values.some((value) => typeof value === 'string' && value.includes('数据截至2026年11月22日09:05')),
    ).toBe(true)
  })

  it('has a name of its own and is not written without visits', async () => {
    const filter = { limit: 200, offset: 0 }
    expect(await office.call('reports.ledgerName', { filter: { ...filter, tripId } })).toEqual({
      fileName: '样例市招商局_赴深圳招商情况表_20261122.xlsx',
    })
    expect(await office.call('reports.ledgerName', { filter })).toEqual({
      fileName: '样例市招商局_招商情况表_20261122.xlsx',
    })
    expect(await office.refusal('reports.exportLedger', { filter, fileToken: target('空.xlsx') })).toBe(
      'report/no-visits',
    )
  })
})
