import { beforeAll, describe, expect, it, vi } from 'vitest'

vi.stubGlobal('navigator', { language: 'zh-CN' })
vi.stubGlobal('document', { documentElement: { lang: '' } })
const { startTexts } = await import('../../../renderer/lib/i18n.ts')
const { fieldText, parseTyped, valueInput, valueText } = await import(
  '../../../renderer/screens/sync/field-text.ts'
)

beforeAll(() => startTexts('zh-CN'))

describe('A conflict', () => {
  it('names the field as the form does', () => {
    expect(fieldText('enterprises', 'investIntent')).toBe('投资意向（万元）')
    expect(fieldText('tripMembers', 'phone')).toBe('电话')
  })

  it('shows codes, numbers and lists as a person reads them', () => {
    expect(valueText('enterprises', 'status', 'talks')).toBe('在谈')
    expect(valueText('enterprises', 'investIntent', 50000)).toBe('50,000')
    expect(valueText('contacts', 'phones', ['13800000001', '13800000002'])).toBe('13800000001、13800000002')
    expect(valueText('contacts', 'phones', [])).toBe('')
  })

  it('lets a person type a text or an amount, but only choose among codes and linked records', () => {
    expect(valueInput('enterprises', 'name', ['甲', '乙'])).toEqual({ kind: 'text' })
    expect(valueInput('enterprises', 'investIntent', [1, 2])).toEqual({ kind: 'number' })
    expect(valueInput('contacts', 'phones', [['1'], ['2']])).toEqual({ kind: 'list' })
    expect(valueInput('enterprises', 'status', ['talks', 'given_up'])).toEqual({
      kind: 'choice',
      list: 'enterpriseStatuses',
    })
    expect(valueInput('demands', 'enterpriseId', ['a', 'b'])).toBeNull()
  })

  it('checks a typed value as the form of the record does', () => {
    expect(parseTyped('enterprises', 'uscc', { kind: 'text' }, '91350100M000100Y43')).toEqual({
      value: '91350100M000100Y43',
    })
    expect(parseTyped('enterprises', 'uscc', { kind: 'text' }, '91350100M000100Y44')).toEqual({
      problem: 'uscc-check-digit',
    })
    expect(parseTyped('enterprises', 'investIntent', { kind: 'number' }, '三千')).toEqual({
      problem: 'number',
    })
    expect(parseTyped('contacts', 'phones', { kind: 'list' }, '13800000001，13800000002')).toEqual({
      value: ['13800000001', '13800000002'],
    })
  })
})
