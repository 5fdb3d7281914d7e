import { beforeAll, describe, expect, it, vi } from 'vitest'
import { entities } from '#shared/domain/entities.ts'

vi.stubGlobal('navigator', { language: 'zh-CN' })
vi.stubGlobal('document', { documentElement: { lang: '' } })
const { startTexts } = await import('../../../renderer/lib/i18n.ts')
const { fieldText, isSilent, readableValues, tableText, valueText } = await import(
  '../../../renderer/screens/sync/field-text.ts'
)
const { keptAsText } = await import('../../../renderer/screens/sync/text-file.ts')

/** What people write; the rest comes from the server alone and is in no list of changes. */
const written = Object.entries(entities).filter(([, { mergeClass }]) => mergeClass !== 'published')

const fieldsOf = ([table, { fields }]: (typeof written)[number]) =>
  Object.entries(fields).filter(([field]) => !isSilent(table, field) || field.startsWith('merged'))

describe.each(['zh-CN', 'en'] as const)('The sync centre in %s', (language) => {
  beforeAll(() => startTexts(language))

  it('has a name for every kind of record and every field that a person can change', () => {
    const raw = written.flatMap((entity) =>
      fieldsOf(entity).flatMap(([field]) =>
        fieldText(entity[0], field) === field ? [`${entity[0]}.${field}`] : [],
      ),
    )
    expect(raw).toEqual([])
    const kinds = written.map(([table]) => table).filter((table) => tableText(table) === tableText('other'))
    expect(kinds).toEqual([])
  })

  it('shows no code of a closed list', () => {
    const raw = written.flatMap((entity) =>
      fieldsOf(entity).flatMap(([field, { schema }]) =>
        codesOf(schema).some((code) => valueText(entity[0], field, code) === code)
          ? [`${entity[0]}.${field}`]
          : [],
      ),
    )
    expect(raw).toEqual([])
  })
})

describe('An edit of a note that was sent back', () => {
  beforeAll(() => startTexts('zh-CN'))

  it('shows the words it brings and nothing of how it is kept', () => {
    const values = {
      noteId: 'n',
      kind: 'update',
      generation: null,
      content: '电价再谈',
      covers: null,
      authored: [],
    }
    expect(readableValues('noteEdits', values, { n: '样例公司 2026-11-22' })).toEqual([
      { field: 'noteId', name: '洽谈记录', text: 'n' },
      { field: 'content', name: '内容', text: '电价再谈' },
    ])
  })
})

describe('An exported text in English', () => {
  beforeAll(() => startTexts('en'))

  it('has the punctuation of English', () => {
    const record = {
      table: 'contacts',
      recordId: '019a0000-0000-7000-8000-000000000001',
      title: 'Sample person',
      home: null,
      author: 'Sample author',
      since: '2026-11-22T04:00:00.000Z',
      kind: 'edit',
      values: { remarks: 'Comes in December' },
      names: {},
    } as const
    const text = keptAsText([record], 'Sample user', new Date('2026-11-23T04:00:00.000Z'))
    expect(text).toContain('Contact: Sample person (Later changes)')
    expect(text).toContain('Remarks: Comes in December')
    expect(text).not.toMatch(/[【】（）：、，。]/)
  })
})

/** The codes that a field's schema allows; none for any other kind of field. */
function codesOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if ('options' in schema && Array.isArray(schema.options))
    return schema.options.filter((code) => typeof code === 'string')
  if ('def' in schema && typeof schema.def === 'object' && schema.def !== null && 'innerType' in schema.def)
    return codesOf(schema.def.innerType)
  return []
}
