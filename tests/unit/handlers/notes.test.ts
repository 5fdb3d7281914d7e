import { readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainBlock } from '../../../shared/notes/blocks.ts'
import { type Office, openOffice } from '../../support/test-office.ts'
import { noteOn, TypedNote } from '../../support/typed-note.ts'
import { zippedText } from '../../support/zip-text.ts'

let office: Office
let enterpriseId: string
beforeEach(async () => {
  office = await openOffice()
  enterpriseId = uuidv7()
  await office.call('enterprises.save', { id: enterpriseId, name: '样例电子有限公司' })
})
afterEach(() => office.close())

/** Types lines into a note as the window does. */
async function type(id: string, ...lines: string[]): Promise<void> {
  const opened = await office.call('notes.open', { id })
  const typed = new TypedNote(opened)
  for (const line of lines) typed.add(line)
  const draft = opened.note ? null : noteOn(enterpriseId)
  for (const piece of typed.typed(id, draft)) await office.call('notes.type', piece)
}

const textOf = async (id: string) => (await office.call('notes.open', { id })).note?.text
const opsWaiting = async () =>
  (await office.store.read((db) => db.selectFrom('outbox').selectAll().execute())).length

describe('a rich note', () => {
  it('is there from its first saved words on, listed, searched and in the timeline', async () => {
    const id = uuidv7()
    await type(id, '对方关心电价', '希望年底前签约')
    expect(await office.call('notes.list', { enterpriseId })).toEqual([])
    expect(await office.call('notes.seal', { id })).toMatchObject({ savedAt: expect.any(String) })
    expect(await office.call('notes.list', { enterpriseId })).toMatchObject([
      { id, text: '对方关心电价\n希望年底前签约', mine: true, unsealed: false, safety: 'local' },
    ])
    const detail = await office.call('enterprises.get', { id: enterpriseId })
    expect(detail?.timeline).toMatchObject([{ kind: 'note', id, title: expect.stringContaining('电价') }])
    const found = await office.call('search.all', { text: '年底前签约' })
    expect(found.flatMap(({ hits }) => hits.map((hit) => [hit.table, hit.id]))).toEqual([['notes', id]])
  })

  it('keeps what was typed before it is saved, and shows it again after a restart', async () => {
    const id = uuidv7()
    await type(id, '写到一半')
    const reopened = new TypedNote(await office.call('notes.open', { id }))
    expect(reopened.text).toBe('写到一半')
    expect(await office.call('notes.sealAll', {})).toEqual({ sealed: 1 })
    expect(await textOf(id)).toBe('写到一半')
  })

  it('makes nothing of an editor into which nothing was written, and one operation of many strokes', async () => {
    const id = uuidv7()
    const before = await opsWaiting()
    await type(id, ' ')
    expect(await office.call('notes.seal', { id })).toEqual({ savedAt: null })
    expect(await opsWaiting()).toBe(before)
    await type(id, ...Array.from({ length: 30 }, (_, n) => `第${n}行`))
    await office.call('notes.seal', { id })
    expect(await opsWaiting()).toBe(before + 2)
    await office.call('notes.seal', { id })
    expect(await opsWaiting()).toBe(before + 2)
  })

  it('takes a plain note’s text over once, whoever edits it first', async () => {
    const id = uuidv7()
    await office.call('notes.save', { ...noteOn(enterpriseId), id, body: '旧的记录\n第二行' })
    await office.signIn(office.colleague)
    await type(id, '同事补充')
    await office.call('notes.seal', { id })
    await type(id, '再补充')
    await office.call('notes.seal', { id })
    expect(await textOf(id)).toBe('旧的记录\n第二行\n同事补充\n再补充')
    const [row] = await office.call('notes.list', { enterpriseId })
    expect(row).toMatchObject({ authorName: '记录员', editors: ['记录员', '同事'], mine: false })
    await office.signIn(office.me)
    // A form of an older version writes its text again: the note keeps what its edits say.
    await office.call('notes.save', { ...noteOn(enterpriseId), id, body: '旧的记录\n改过' })
    expect(await textOf(id)).toBe('旧的记录\n第二行\n同事补充\n再补充')
  })

  it('tells who wrote what', async () => {
    const id = uuidv7()
    await type(id, '我写的')
    await office.call('notes.seal', { id })
    await office.signIn(office.colleague)
    await type(id, '同事写的')
    await office.call('notes.seal', { id })
    const { blocks, names } = await office.call('notes.authors', { id })
    expect(blocks.map(({ runs }) => runs.map(({ text, by }) => [text, by && names[by]]))).toEqual([
      [['我写的', '记录员']],
      [['同事写的', '同事']],
    ])
  })

  it('shows its versions and brings one back as a new one', async () => {
    const id = uuidv7()
    await type(id, '第一版')
    await office.call('notes.seal', { id })
    const opened = new TypedNote(await office.call('notes.open', { id }))
    opened.change(() => [plainBlock('第二版'), plainBlock('多一行')])
    for (const piece of opened.typed(id)) await office.call('notes.type', piece)
    await office.call('notes.seal', { id })
    const versions = await office.call('notes.versions', { id })
    expect(versions).toMatchObject([
      { byName: '记录员', added: 4, removed: 1 },
      { added: 3, removed: 0 },
    ])
    const first = versions.at(-1)?.id ?? ''
    expect((await office.call('notes.version', { id, version: first })).blocks).toMatchObject([
      { spans: [{ insert: '第一版' }] },
    ])
    await office.call('notes.restore', { id, version: first })
    expect(await textOf(id)).toBe('第一版')
    expect(await office.call('notes.versions', { id })).toHaveLength(3)
  })

  it('offers people and enterprises by name, pinyin and initials', async () => {
    await office.call('contacts.save', { id: uuidv7(), name: '单样例', posts: [] })
    for (const text of ['样例', 'yangli', 'yl']) {
      const tables = (await office.call('notes.mentionable', { text })).map(({ table }) => table)
      expect(tables, text).toEqual(['contacts', 'enterprises'])
    }
    expect(await office.call('notes.mentionable', { text: 'tongshi' })).toMatchObject([
      { table: 'users', label: '同事' },
    ])
  })

  it('is marked internal or shareable by its author alone', async () => {
    const id = uuidv7()
    await type(id, '可以给企业看')
    await office.call('notes.seal', { id })
    await office.call('notes.mark', { id, confidentiality: 'shareable' })
    expect(await office.call('notes.list', { enterpriseId })).toMatchObject([
      { confidentiality: 'shareable' },
    ])
    await office.signIn(office.colleague)
    expect(await office.refusal('notes.mark', { id, confidentiality: 'internal' })).toBe('record/not-yours')
  })

  it('goes from search and lists when it is deleted, and comes back with its words', async () => {
    const id = uuidv7()
    await type(id, '会被删除的话')
    await office.call('notes.seal', { id })
    await office.call('records.delete', { table: 'notes', id })
    const hits = async () => (await office.call('search.all', { text: '会被删除的话' })).length
    expect(await hits()).toBe(0)
    await office.call('records.undelete', { table: 'notes', id })
    expect(await hits()).toBe(1)
    expect(await textOf(id)).toBe('会被删除的话')
  })
})

describe('a document for an enterprise', () => {
  it('holds the shareable notes and never an internal one', async () => {
    const [internal, shareable] = [uuidv7(), uuidv7()]
    for (const [id, text] of [
      [internal, '内部:对方底价三千万'],
      [shareable, '双方同意下月考察'],
    ] as const) {
      await type(id, text)
      await office.call('notes.seal', { id })
    }
    const token = uuidv7()
    office.files.grant(token, `${office.folder}/交企业.docx`, 'write')
    expect(await office.refusal('notes.export', { enterpriseId, token })).toBe('note/none-shareable')
    await office.call('notes.mark', { id: shareable, confidentiality: 'shareable' })
    expect(await office.call('notes.export', { enterpriseId, token })).toMatchObject({ notes: 1, left: 1 })
    const text = zippedText(readFileSync(`${office.folder}/交企业.docx`), 'word/document.xml')
    expect(text).toContain('双方同意下月考察')
    expect(text).not.toContain('底价')
  })
})
