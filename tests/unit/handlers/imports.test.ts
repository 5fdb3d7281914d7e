import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Office, openOffice } from '../../support/test-office.ts'

const samples = join(import.meta.dirname, '../../../resources/sample-data')

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const everything = { limit: 1000, offset: 0 }

/** A token for a file as the dialog would grant it. */
function chosen(path: string): string {
  office.files.grant(path, path, 'read')
  return path
}

function typed(text: string): string {
  const path = join(office.folder, '名单.csv')
  writeFileSync(path, text)
  return chosen(path)
}

describe('importing enterprises', () => {
  it('does what the preview said, and nothing when done again', async () => {
    const fileToken = chosen(join(samples, '目标企业推荐名单_2026Q3.xlsx'))
    const preview = await office.call('imports.preview', { fileToken })
    expect(preview).toMatchObject({
      ...{ fileName: '目标企业推荐名单_2026Q3.xlsx', sheet: '2026年三季度', headerLine: 3 },
      counts: { new: 81, update: 0, duplicate: 2, bad: 1, 'not-data': 3 },
    })
    expect(await office.waiting()).toBe(0)

    const done = await office.call('imports.apply', { fileToken })
    expect(done).toMatchObject({ created: 81, updated: 0, skipped: 6 })
    const list = await office.call('enterprises.list', { ...everything, library: 'target' })
    expect(list.total).toBe(81)
    const [found] = (await office.call('enterprises.list', { ...everything, text: '贝特瑞' })).rows
    const detail = await office.call('enterprises.get', { id: found?.id ?? '' })
    expect(detail?.enterprise).toMatchObject({
      origin: 'import',
      importBatchId: done.batchId,
      investIntent: 12_000,
    })
    expect(detail?.contacts).toMatchObject([{ name: '投资发展部', phones: ['13800000037'] }])
    expect((await office.call('contacts.list', everything)).total).toBe(done.contacts)

    const again = await office.call('imports.apply', { fileToken })
    expect(again).toMatchObject({ created: 0, updated: 0, contacts: 0 })
  })

  it('travels as one whole and is put back as one, but for what was changed since', async () => {
    const fileToken = typed(
      '企业名称,城市,联系人,手机\n样例甲公司,苏州,张三,13800000001\n样例乙公司,无锡,李四,13800000002\n',
    )
    const done = await office.call('imports.apply', { fileToken })
    expect(done).toMatchObject({ created: 2, contacts: 2 })
    const waiting = await office.store.read((db) => db.selectFrom('outbox').select('op').execute())
    const groups = waiting.map(({ op }) => JSON.parse(op).group)
    expect(groups).toEqual(groups.map((_, index) => ({ id: done.batchId, index, size: 6 })))

    const [first] = (await office.call('enterprises.list', { ...everything, text: '样例甲' })).rows
    const detail = await office.call('enterprises.get', { id: first?.id ?? '' })
    const { id = '', ...enterprise } = detail?.enterprise ?? {}
    await office.call('enterprises.save', { ...enterprise, id, name: '样例甲公司', city: '南通' })
    const undone = await office.call('records.undoGroup', { groupId: done.batchId })
    expect(undone).toMatchObject({
      undone: 5,
      kept: [{ table: 'enterprises', id, title: '样例甲公司', fields: ['city'], inUse: false }],
    })
    expect((await office.call('enterprises.list', everything)).rows.map(({ name }) => name)).toEqual([
      '样例甲公司',
    ])
    expect((await office.call('contacts.list', everything)).total).toBe(0)

    expect(await office.call('records.undoGroup', { groupId: undone.groupId ?? '' })).toMatchObject({
      undone: 5,
      kept: [],
    })
    expect((await office.call('enterprises.list', everything)).total).toBe(2)
    expect((await office.call('contacts.list', everything)).total).toBe(2)
    expect(await office.refusal('records.undoGroup', { groupId: uuidv7() })).toBe('record/not-found')
  })

  it('fills the gaps of enterprises that another file brought and never empties or replaces a value', async () => {
    await office.call('imports.apply', { fileToken: chosen(join(samples, '目标企业推荐名单_2026Q3.xlsx')) })
    const ledger = chosen(join(samples, '深圳办事处客户台账.csv'))
    const preview = await office.call('imports.preview', { fileToken: ledger })
    const row = (name: string) => preview.rows.find((candidate) => candidate.name === name)
    expect(row('天能控股集团有限公司')?.verdict).toBe('update')
    expect(row('三安光电股份有限公司')?.verdict).toBe('new')
    // The list knew it by its everyday name.
    expect(row('宁德时代新能源科技股份有限公司')?.verdict).toBe('update')
    expect(row('宁德时代新能源科技股份有限公司')?.remarks).toContainEqual({
      code: 'name-differs',
      params: { name: '宁德时代' },
    })

    await office.call('imports.apply', { fileToken: ledger })
    const [found] = (await office.call('enterprises.list', { ...everything, text: '天能' })).rows
    const detail = await office.call('enterprises.get', { id: found?.id ?? '' })
    expect(detail?.enterprise).toMatchObject({
      ...{ uscc: '91350100M000100Y43', mainProducts: '动力电池', priority: 'A' },
      ...{ targetCategory: '推荐名单', investIntent: 8000, status: 'untouched' },
    })
    expect(detail?.contacts.map(({ phones }) => phones[0]).sort()).toEqual(['13800000060', '13800001000'])
    const cards = await office.call('imports.apply', { fileToken: chosen(join(samples, '名片导出.vcf')) })
    expect(cards).toMatchObject({ created: 0, updated: 3, contacts: 3 })
  })

  it('leaves out the lines a person left out, and what only repeats them', async () => {
    const fileToken = typed(
      '企业名称,姓名,手机\n甲样例有限公司,样例甲,13800002001\n甲样例,样例乙,13800002002\n乙样例有限公司,,\n',
    )
    const done = await office.call('imports.apply', { fileToken, skipLines: [2] })
    expect(done).toMatchObject({ created: 1, skipped: 2, contacts: 0 })
    const all = await office.call('imports.apply', { fileToken })
    expect(all).toMatchObject({ created: 1, contacts: 2 })
    expect((await office.call('contacts.list', everything)).rows.map(({ name }) => name).sort()).toEqual([
      '样例乙',
      '样例甲',
    ])
  })

  it('keeps a text that is too long for its field among the remarks', async () => {
    const long = `${'长'.repeat(300)}@example.com`
    const fileToken = typed(`企业名称,网址\n甲样例有限公司,a.example.com\n乙样例有限公司,${long}\n`)
    expect(await office.call('imports.apply', { fileToken })).toMatchObject({ created: 2 })
    const [second] = (await office.call('enterprises.list', { ...everything, text: '乙样例' })).rows
    const detail = await office.call('enterprises.get', { id: second?.id ?? '' })
    expect(detail?.enterprise).toMatchObject({ website: null, remarks: `网址：${long}` })
  })

  it('reaches only files that were chosen, and says what is wrong with one', async () => {
    expect(await office.refusal('imports.preview', { fileToken: 'never-granted' })).toBe('file/not-granted')
    expect(
      await office.refusal('imports.preview', { fileToken: chosen(join(office.folder, '没有.xlsx')) }),
    ).toBe('file/unreadable')
    expect(await office.refusal('imports.preview', { fileToken: typed('<html></html>') })).toBe(
      'import/not-a-spreadsheet',
    )
    expect(await office.refusal('imports.apply', { fileToken: typed('城市\n深圳') })).toBe('import/no-header')
    const none = await office.call('imports.apply', {
      fileToken: typed(`企业名称\n${uuidv7()}有限公司`),
      skipLines: [2],
    })
    expect(none).toMatchObject({ created: 0, skipped: 1 })
  })
})
