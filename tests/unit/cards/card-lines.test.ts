import { describe, expect, it } from 'vitest'
import { type CardFields, cardFields, linesOfWords } from '#shared/domain/card-lines.ts'

const read = (texts: readonly string[], confidence = 95) =>
  plain(cardFields(texts.map((text) => ({ text, confidence }))))

function plain(fields: CardFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => (field ? [[key, field.value]] : [])),
  )
}

const cards: readonly (readonly [string, readonly string[], Record<string, unknown>])[] = [
  [
    'Chinese, every line with its label',
    [
      '珠海样例装备有限公司',
      '样例庚',
      '副总经理',
      '手机:138 0013 8000',
      '电话:0756-8888123',
      '传真:0756-8888124',
      '邮箱:yangli.geng@example.com',
      '网址:www.example.com',
      '地址:广东省珠海市香洲区样例路88号样例大厦12层',
    ],
    {
      company: '珠海样例装备有限公司',
      name: '样例庚',
      title: '副总经理',
      phones: ['13800138000', '0756-8888123'],
      email: 'yangli.geng@example.com',
      website: 'www.example.com',
      address: '广东省珠海市香洲区样例路88号样例大厦12层',
    },
  ],
  [
    'name and post on one line, numbers in the way of the world',
    ['样例集团股份有限公司', '样例辛 董事长兼总经理', '+86 139-0013-9000', '珠海市高新区样例大道1号'],
    {
      company: '样例集团股份有限公司',
      name: '样例辛',
      title: '董事长兼总经理',
      phones: ['13900139000'],
      address: '珠海市高新区样例大道1号',
    },
  ],
  [
    'English',
    [
      'Sample Equipment Co., Ltd.',
      'Geng Sample',
      'Deputy General Manager',
      'Tel: +86 756 888 8123',
      'Fax: +86 756 888 8124',
      'E-mail: geng@sample.example.com',
      '88 Sample Road, Xiangzhou District, Zhuhai',
    ],
    {
      company: 'Sample Equipment Co., Ltd.',
      name: 'Geng Sample',
      title: 'Deputy General Manager',
      phones: ['+86 756 888 8123'],
      email: 'geng@sample.example.com',
      address: '88 Sample Road, Xiangzhou District, Zhuhai',
    },
  ],
  [
    'both tongues: the Chinese one counts',
    [
      'Zhuhai Sample Equipment Co., Ltd.',
      '珠海样例装备有限公司',
      '样例 壬',
      'Ren Sample',
      '市场总监',
      'Marketing Director',
      'M: 13700137000',
    ],
    { company: '珠海样例装备有限公司', name: '样例壬', title: '市场总监', phones: ['13700137000'] },
  ],
  [
    'telephone and fax on one line',
    ['样例癸', '电话:0756-8888123 传真:0756-8888124'],
    { name: '样例癸', phones: ['0756-8888123'] },
  ],
  ['an e-mail with a gap', ['邮箱:geng @example.com'], { email: 'geng@example.com' }],
  [
    'labels whose colon the engine lost',
    ['样例庚', '手机 13800138000', '邮箱 geng@example.com', '网址 www.example.com', '地址 珠海市样例路8号'],
    {
      name: '样例庚',
      phones: ['13800138000'],
      email: 'geng@example.com',
      website: 'www.example.com',
      address: '珠海市样例路8号',
    },
  ],
  ['only what was on it', ['13800138000'], { phones: ['13800138000'] }],
  ['nothing to understand', ['~~', '12'], {}],
]

describe('the lines of a business card', () => {
  it.each(cards)('are understood: %s', (_, lines, fields) => {
    expect(read(lines)).toEqual(fields)
  })

  it('are marked to be looked at twice where the engine was not sure', () => {
    const fields = cardFields([
      { text: '样例庚', confidence: 62 },
      { text: '13800138000', confidence: 96 },
    ])
    expect(fields.name).toEqual({ value: '样例庚', sure: false })
    expect(fields.phones).toEqual({ value: ['13800138000'], sure: true })
  })

  it('come of words that stand beside each other, and Chinese has no spaces', () => {
    const word = (text: string, left: number, top: number, confidence = 90) => ({
      ...{ text, confidence, left, top },
      ...{ width: 30, height: 30 },
    })
    const words = [
      word('138', 150, 102),
      word('手', 60, 100),
      word('机', 90, 101, 70),
      word('0013', 190, 100),
      word('8000', 240, 99),
      word('样', 60, 40),
      word('例', 90, 41),
    ]
    expect(linesOfWords(words)).toEqual([
      { text: '样例', confidence: 90 },
      { text: '手机 138 0013 8000', confidence: 70 },
    ])
  })
})
