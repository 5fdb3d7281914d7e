import { expect, it } from 'vitest'
import { type FilterWords, typedFilter } from '../../../shared/domain/search-words.ts'

const words: FilterWords = {
  keys: {
    kind: ['类型', 'type'],
    region: ['地区', 'region'],
    chain: ['产业链'],
    unit: ['单位'],
    date: ['日期', 'date'],
    by: ['作者', 'by'],
  },
  kinds: [
    ['企业', 'enterprises'],
    ['走访', 'visits'],
    ['Visit', 'visits'],
  ],
  regions: [['长三角', 'yangtze_delta']],
  units: [['样例市招商局', 'u1']],
  days: { today: ['今天', 'today'], week: ['近7天'], month: ['本月'], year: ['今年'] },
  me: ['我', 'me'],
}
const parse = (typed: string) => typedFilter(typed, words, '2026-11-22')

it('takes filters out of what is typed, in either language and with either colon', () => {
  expect(parse('类型:走访 电池 地区：长三角')).toEqual({
    text: '电池',
    filter: { table: 'visits', region: 'yangtze_delta' },
  })
  expect(parse('TYPE:vis by:me')).toEqual({ text: '', filter: { table: 'visits', mine: true } })
  expect(parse('产业链:半导体 单位:招商')).toEqual({ text: '', filter: { chain: '半导体', unitId: 'u1' } })
})

it('understands days, months, years and stretches of them', () => {
  expect(parse('日期:今天').filter).toEqual({ from: '2026-11-22', to: '2026-11-22' })
  expect(parse('日期:近7天').filter).toEqual({ from: '2026-11-16', to: '2026-11-22' })
  expect(parse('日期:2026-2').filter).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  expect(parse('日期:2024..2025-03-05').filter).toEqual({ from: '2024-01-01', to: '2025-03-05' })
})

it('looks for what is no filter or names nothing', () => {
  for (const typed of ['类型:飞机', '日期:2026-13', '日期:2026-02-30', '作者:他', 'http://a', '类型:', '3:2'])
    expect(parse(typed)).toEqual({ text: typed, filter: {} })
})
