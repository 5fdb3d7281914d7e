import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { read as readBook, utils } from '@e965/xlsx'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ImportResult } from '#shared/contract/imports.ts'
import { takeBackUnfinished } from '../../../electron/data/import/take-back.ts'
import { waitingOps } from '../../../electron/data/queries/sync.ts'
import { type Office, openOffice } from '../../support/test-office.ts'

const samples = join(import.meta.dirname, '../../../resources/sample-data')

// Each file is read in a thread of its own, which has to be started.
vi.setConfig({ testTimeout: 30_000 })

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

const sample = (name: string) => chosen(join(samples, name))

function typed(text: string, name = '名单.csv'): string {
  const path = join(office.folder, name)
  writeFileSync(path, text)
  return chosen(path)
}

const open = (fileToken: string) => office.call('imports.open', { fileToken })

async function rowsOf(session: string) {
  return (await office.call('imports.rows', { session, offset: 0, limit: 500 })).rows
}

/** Imports a file as the preview proposes. */
async function imported(fileToken: string): Promise<ImportResult & { readonly batchId: string }> {
  const { session } = await open(fileToken)
  const done = await office.call('imports.apply', { session })
  if (done.batchId === null) throw new Error('cancelled')
  return { ...done, batchId: done.batchId }
}

async function detailOf(text: string) {
  const [found] = (await office.call('enterprises.list', { ...everything, text })).rows
  return office.call('enterprises.get', { id: found?.id ?? '' })
}

/** All that users see of the records, without the time of the last touch. */
async function visible(): Promise<string> {
  return office.store.read(async (db) => {
    const rows = await Promise.all(
      (['enterprises', 'contacts', 'contactPosts', 'visits'] as const).map((table) =>
        db.selectFrom(table).selectAll().orderBy('id').execute(),
      ),
    )
    return JSON.stringify(rows.flat().map(({ updatedAt: _, updatedBy: __, ...row }) => row))
  })
}

describe('a row whose telephone already stands at another enterprise', () => {
  it('is pointed out in the preview, with the enterprise and whose number it is there', async () => {
    await imported(typed('企业名称,联系人,电话\n样例储能科技有限公司,样例己,13800138000\n', '旧名单.csv'))
    const again =
      '企业名称,联系人,电话\n样例隔膜材料有限公司,样例戊,138-0013-8000\n样例储能科技有限公司,样例己,13800138000\n'
    const rows = await rowsOf((await open(typed(again, '新名单.csv'))).session)
    const told = rows.map(({ remarks }) => remarks.filter(({ code }) => code === 'phone-elsewhere'))
    expect(told).toEqual([
      [
        {
          code: 'phone-elsewhere',
          params: { phone: expect.stringContaining('138'), name: '样例储能科技有限公司', person: '样例己' },
        },
      ],
      [],
    ])
  })
})

describe('a preview finds the enterprise on file', () => {
  it('by its credit code, and by its name without legal form, place, width and form of the characters', async () => {
    const [id, uscc] = [uuidv7(), '91350100M000100Y43']
    await office.call('enterprises.save', {
      id,
      name: '深圳市样例锂电科技有限公司',
      uscc,
      seen: null,
    } as never)
    const lines = [
      ',样例锂电科技',
      ',樣例鋰電科技有限公司',
      ',深圳市样例锂电科技股份有限公司',
      ',样例锂电科技（深圳）有限公司',
      ',样例　锂电科技有限公司',
      '９１３５０１００m000100y43,另一名称有限公司',
      ',样例光伏科技有限公司',
    ]
    const { session } = await open(
      typed(['统一社会信用代码,企业名称,备注', ...lines.map((line, at) => `${line},甲${at}`)].join('\n')),
    )
    const rows = await rowsOf(session)
    expect(rows.map(({ verdict }) => verdict)).toEqual([
      ...lines.slice(1).map(() => expect.not.stringMatching('new')),
      'new',
    ])
  })
})

describe('importing a file', () => {
  it('does what the preview said, and nothing when done again', async () => {
    const fileToken = sample('目标企业推荐名单_2026Q3.xlsx')
    const preview = await open(fileToken)
    expect(preview).toMatchObject({
      ...{ fileName: '目标企业推荐名单_2026Q3.xlsx', sheet: '2026年三季度', headerLine: 3, total: 87 },
      ...{ kind: 'enterprises', counts: { new: 81, update: 0, merge: 2, skip: 0, bad: 1, 'not-data': 3 } },
    })
    expect(await office.waiting()).toBe(0)

    const done = await imported(fileToken)
    expect(done).toMatchObject({ created: 81, skipped: 4, bad: 1 })
    const list = await office.call('enterprises.list', { ...everything, library: 'target' })
    expect(list.total).toBe(81)
    const detail = await detailOf('贝特瑞')
    expect(detail?.enterprise).toMatchObject({
      ...{ origin: 'import', importBatchId: done.batchId, investIntent: 12_000 },
    })
    expect(detail?.contacts).toMatchObject([{ name: '投资发展部', phones: ['13800000037'] }])
    expect((await office.call('contacts.list', everything)).total).toBe(done.contacts)

    const again = await open(fileToken)
    expect(again.counts).toMatchObject({ new: 0, update: 0, merge: 0, skip: 83 })
    expect(await imported(fileToken)).toMatchObject({ created: 0, updated: 0, contacts: 0 })
  })

  it.each([
    [
      '深圳办事处客户台账.csv',
      'enterprises',
      { new: 52, update: 0, merge: 0, skip: 0, bad: 0, 'not-data': 0 },
    ],
    ['名片导出.vcf', 'contacts', { new: 3, update: 0, merge: 0, skip: 0, bad: 0, 'not-data': 0 }],
  ])('tells the rows of %s apart', async (name, kind, counts) => {
    expect(await open(sample(name))).toMatchObject({ kind, counts })
  })

  it('travels as one whole and is put back as one, but for what was changed since', async () => {
    const fileToken = typed(
      '企业名称,城市,联系人,手机\n样例甲公司,苏州,张三,13800000001\n样例乙公司,无锡,李四,13800000002\n',
    )
    const done = await imported(fileToken)
    expect(done).toMatchObject({ created: 2, contacts: 2 })
    const waiting = await office.store.read((db) => db.selectFrom('outbox').select('op').execute())
    const groups = waiting.map(({ op }) => JSON.parse(op).group)
    expect(groups).toEqual(groups.map((_, index) => ({ id: done.batchId, index, size: 6 })))
    const before = await visible()

    const { id = '', ...enterprise } = (await detailOf('样例甲'))?.enterprise ?? {}
    await office.call('enterprises.save', { ...enterprise, id, name: '样例甲公司', city: '南通' })
    const undone = await office.call('imports.undo', { batchId: done.batchId })
    expect(undone).toMatchObject({
      ...{ undone: 5, keptCount: 1 },
      kept: [{ table: 'enterprises', id, title: '样例甲公司', fields: ['city'], inUse: false }],
    })
    expect((await office.call('enterprises.list', everything)).rows).toMatchObject([
      { name: '样例甲公司', city: '南通' },
    ])
    expect((await office.call('contacts.list', everything)).total).toBe(0)
    expect(await office.call('imports.batches', {})).toMatchObject([{ id: done.batchId, state: 'undone' }])
    expect(await office.refusal('imports.undo', { batchId: done.batchId })).toBe('import/nothing-to-undo')

    expect(await office.call('imports.redo', { batchId: done.batchId })).toMatchObject({
      undone: 5,
      kept: [],
    })
    expect(await visible()).toBe(before.replace('苏州市', '南通'))
    expect(await office.call('imports.undo', { batchId: done.batchId })).toMatchObject({ undone: 5 })
    expect(await office.refusal('imports.undo', { batchId: uuidv7() })).toBe('import/nothing-to-undo')
  })

  it('is undone after it was uploaded, and what a visit speaks of stays', async () => {
    const done = await imported(typed('企业名称\n样例甲有限公司\n样例乙有限公司\n'))
    await office.upload()
    const id = (await detailOf('样例甲'))?.enterprise.id ?? ''
    await office.call('visits.save', {
      ...{ id: uuidv7(), type: 'door_to_door', mode: 'onsite', occurredOn: '2026-11-20', enterpriseId: id },
      ...{ confidentiality: 'internal', topics: '洽谈' },
    })
    const undone = await office.call('imports.undo', { batchId: done.batchId })
    expect(undone).toMatchObject({ undone: 1, kept: [{ title: '样例甲有限公司', inUse: true }] })
    expect((await office.call('enterprises.list', everything)).total).toBe(1)
  })

  it('fills the gaps of enterprises that another file brought and never empties or replaces a value', async () => {
    await imported(sample('目标企业推荐名单_2026Q3.xlsx'))
    const before = await visible()
    const ledger = sample('深圳办事处客户台账.csv')
    const preview = await open(ledger)
    const rows = await rowsOf(preview.session)
    const row = (name: string) => rows.find((candidate) => candidate.name === name)
    expect(row('天能控股集团有限公司')).toMatchObject({ verdict: 'merge', joins: '天能控股集团有限公司' })
    expect(row('三安光电股份有限公司')?.verdict).toBe('new')
    // The list knew it by its everyday name.
    expect(row('宁德时代新能源科技股份有限公司')).toMatchObject({ verdict: 'merge', joins: '宁德时代' })

    const done = await imported(ledger)
    const detail = await detailOf('天能')
    expect(detail?.enterprise).toMatchObject({
      ...{ uscc: '91350100M000100Y43', mainProducts: '动力电池', priority: 'A' },
      ...{ targetCategory: '推荐名单', investIntent: 8000, status: 'untouched' },
    })
    expect(detail?.contacts.map(({ phones }) => phones[0]).sort()).toEqual(['13800000060', '13800001000'])
    expect(await imported(sample('名片导出.vcf'))).toMatchObject({ created: 0, updated: 3, contacts: 3 })

    const [cards] = await office.call('imports.batches', {})
    await office.call('imports.undo', { batchId: cards?.id ?? '' })
    await office.call('imports.undo', { batchId: done.batchId })
    expect(await visible()).toBe(before)
  })

  it('leaves out the lines a person left out, and what only repeats them', async () => {
    const { session } = await open(
      typed(
        '企业名称,姓名,手机\n甲样例有限公司,样例甲,13800002001\n甲样例,样例乙,13800002002\n乙样例有限公司,,\n',
      ),
    )
    const decided = await office.call('imports.decide', { session, line: 2, action: 'skip' })
    expect(decided.counts).toMatchObject({ new: 1, skip: 2 })
    expect((await rowsOf(session))[1]?.remarks[0]?.code).toBe('line-left-out')
    const back = await office.call('imports.decide', { session, line: 2, action: null })
    expect(back.counts).toMatchObject({ new: 2, merge: 1, skip: 0 })
    const all = await office.call('imports.decideAll', { session, verdict: 'merge', action: 'new' })
    expect(all.counts).toMatchObject({ new: 3, merge: 0 })
    await office.call('imports.decideAll', { session, verdict: 'new', action: null })
    expect(await office.call('imports.apply', { session })).toMatchObject({ created: 2, contacts: 2 })
  })

  it('replaces values only of rows a person set to update, in the enterprise that was chosen', async () => {
    await imported(typed('企业名称,城市,主营\n甲样例有限公司,深圳,电池\n乙样例有限公司,东莞,电机\n'))
    const other = (await detailOf('乙样例'))?.enterprise.id ?? ''
    const { session } = await open(typed('企业名称,城市,主营\n丙样例有限公司,广州,整车\n'))
    const target = { kind: 'known', id: other } as const
    await office.call('imports.decide', { session, line: 2, action: 'merge', target })
    expect(await office.call('imports.row', { session, line: 2 })).toMatchObject({
      ...{ verdict: 'merge', joins: '乙样例有限公司', joinsId: other, changes: [] },
    })
    await office.call('imports.decide', { session, line: 2, action: 'update', target })
    expect((await office.call('imports.row', { session, line: 2 })).changes).toEqual([
      { field: 'city', before: '东莞市', after: '广州市' },
      { field: 'mainProducts', before: '电机', after: '整车' },
    ])
    const done = await office.call('imports.apply', { session })
    expect(done).toMatchObject({ created: 0, updated: 1 })
    expect((await detailOf('乙样例'))?.enterprise).toMatchObject({ city: '广州市', mainProducts: '整车' })
    await office.call('imports.undo', { batchId: done.batchId ?? '' })
    expect((await detailOf('乙样例'))?.enterprise).toMatchObject({ city: '东莞市', mainProducts: '电机' })
  })

  it('reads the next file with the same headings as this one was corrected', async () => {
    const first = await open(typed('企业名称,甲方意见\n甲样例有限公司,光伏\n'))
    const corrected = await office.call('imports.read', {
      session: first.session,
      columns: { 1: 'mainProducts' },
    })
    expect(corrected.columns.map(({ field }) => field)).toEqual(['name', 'mainProducts'])
    await office.call('imports.apply', { session: first.session })
    const next = await open(typed('企业名称,甲方意见\n乙样例有限公司,风电\n', '下月.csv'))
    expect(next).toMatchObject({ remembered: true, columns: [{ field: 'name' }, { field: 'mainProducts' }] })
    expect(await open(typed('企业名称,乙方意见\n乙样例有限公司,风电\n'))).toMatchObject({ remembered: false })
  })

  it('of visits keeps who wrote them and when as words of the file, under the name of whoever imports', async () => {
    const ledger =
      '日期,企业名称,我方人员,对方人员,洽谈内容,记录人,登记日期\n2026-03-05,样例甲有限公司,样例甲,样例乙,对接负极材料,样例丙,2026-03-06\n'
    const done = await imported(typed(ledger))
    expect(done).toMatchObject({ created: 1, visits: 1 })
    const [visit] = await office.store.read((db) => db.selectFrom('visits').selectAll().execute())
    expect(visit).toMatchObject({
      ...{ occurredOn: '2026-03-05', topics: '对接负极材料', origin: 'import', createdBy: office.me.userId },
      ...{ sourceAuthor: '样例丙', sourceDate: '2026-03-06' },
    })
    expect((await open(typed(ledger))).counts).toMatchObject({ new: 0, skip: 1 })
  })

  it('gives faulty rows back in the layout of the file, and takes them when they are mended', async () => {
    const { session } = await open(sample('目标企业推荐名单_2026Q3.xlsx'))
    const path = join(office.folder, '有错误的行.xlsx')
    office.files.grant('out', path, 'write')
    expect(await office.call('imports.badRows', { session, fileToken: 'out', locale: 'zh-CN' })).toEqual({
      rows: 1,
    })
    const book = readBook(readFileSync(path))
    const sheet = book.Sheets['2026年三季度'] ?? {}
    const lines = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: true })
    expect(lines[2]?.at(-1)).toBe('未导入原因')
    expect(lines[3]?.at(-1)).toContain('没有企业名称')
    expect(sheet['!merges']?.length).toBeGreaterThan(0)
    const again = await open(chosen(path))
    expect(again).toMatchObject({ headerLine: 3, counts: { bad: 1, new: 0 } })
  })

  it('that was cut off leaves nothing, and nothing is sent before it is whole', async () => {
    const before = await visible()
    const { session } = await open(sample('目标企业推荐名单_2026Q3.xlsx'))
    const applying = office.call('imports.apply', { session })
    while ((await office.call('imports.progress', {}))?.phase !== 'writing') await tick()
    while (((await office.call('imports.progress', {}))?.done ?? 0) === 0) await tick()
    expect(await office.refusal('imports.undo', { batchId: uuidv7() })).toBe('import/busy')
    expect(await office.waiting()).toBeGreaterThan(0)
    expect(await office.store.read((db) => waitingOps(db, 0, 10))).toEqual([])
    await office.call('imports.cancel', {})
    expect(await applying).toMatchObject({ batchId: null, created: 0 })
    expect(await visible()).toBe(before)
    expect(await office.waiting()).toBe(0)
    expect(await office.call('imports.batches', {})).toEqual([])
  })

  it('that the end of the program cut off is taken back at the next start, but for what was written into meanwhile', async () => {
    const done = await imported(
      typed('企业名称,联系人,手机\n样例甲有限公司,张三,13800000001\n样例乙有限公司,李四,13800000002\n'),
    )
    const { id = '', ...enterprise } = (await detailOf('样例甲'))?.enterprise ?? {}
    await office.call('enterprises.save', { ...enterprise, id, name: '样例甲有限公司', city: '南通' })
    // As the store stands when the program ends before the import is sealed.
    await office.store.write((tx) =>
      tx
        .updateTable('importBatches')
        .set({ holdFrom: 1, state: 'writing' })
        .where('id', '=', done.batchId)
        .execute(),
    )
    await takeBackUnfinished(office.store)
    expect((await office.call('enterprises.list', everything)).rows).toMatchObject([{ id, city: '南通' }])
    expect((await office.call('contacts.list', everything)).total).toBe(0)
    const waiting = await office.store.read((db) => db.selectFrom('outbox').select('op').execute())
    expect(waiting.map(({ op }) => JSON.parse(op).group)).toEqual([undefined, undefined])
  })

  it('reaches only files that were chosen, and says what is wrong with one', async () => {
    expect(await office.refusal('imports.open', { fileToken: 'never-granted' })).toBe('file/not-granted')
    expect(
      await office.refusal('imports.open', { fileToken: chosen(join(office.folder, '没有.xlsx')) }),
    ).toBe('file/unreadable')
    expect(await office.refusal('imports.open', { fileToken: typed('<html></html>') })).toBe(
      'import/web-page',
    )
    expect(await office.refusal('imports.open', { fileToken: typed('城市\n深圳') })).toBe('import/no-header')
    expect(await office.refusal('imports.apply', { session: uuidv7() })).toBe('import/closed')
  })
})

const tick = () => new Promise((resolve) => setImmediate(resolve))
