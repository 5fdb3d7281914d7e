import { writeFileSync } from 'node:fs'
import { utils, write } from '@e965/xlsx'
import { seeded } from '../sync/records.ts'

export const formats = ['csv', 'xlsx'] as const
export type Format = (typeof formats)[number]

const heading =
  '序号 企业名称 统一社会信用代码 所在城市 所属产业链 主营产品 员工人数 注册资本（万元） 联系人 职务 手机 微信 邮箱 备注'.split(
    ' ',
  )
const characters =
  '华东南方新能源材料科技精密智造远航宏图瑞丰恒通天合长安海川云峰博雅明德中兴国泰金鼎盛世佳和永利康达信诚创联启迪思润泽'
const trades = '新材料 电子科技 精密机械 生物医药 智能装备 半导体 环保 航空部件 光电 食品'.split(' ')
const cities = '深圳 苏州 上海 东莞 无锡 宁波 佛山 厦门 成都 重庆 武汉 西安 长沙 青岛'.split(' ')
const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲玉萍红梅兰峰'
const posts = '董事长 总经理 副总经理 投资总监 办公室主任 项目经理'.split(' ')

/**
 * Writes a list of enterprises with a contact each as an office keeps it, the same for the same seed: a title, a unit
 * line, the headings, then as many rows as asked for, no two of one enterprise.
 */
export function writeList(path: string, format: Format, rows: number, seed = 1): void {
  const lines = [['目标企业清单'], ['单位：万元'], heading, ...listOf(rows, seed)]
  if (format === 'csv') {
    writeFileSync(path, lines.map((cells) => cells.join(',')).join('\r\n'))
    return
  }
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(lines), '清单')
  writeFileSync(path, write(book, { type: 'buffer', bookType: 'xlsx', compression: true }))
}

function listOf(rows: number, seed: number): (string | number)[][] {
  const random = seeded(seed)
  const pick = <T>(all: ArrayLike<T>): T => all[Math.floor(random() * all.length)] as T
  const word = (from: string, length: number) => Array.from({ length }, () => pick(from)).join('')
  return Array.from({ length: rows }, (_, index) => {
    const city = pick(cities)
    // The number makes the name one of its own; the form and the place are no part of what tells firms apart.
    const name = `${city}${word(characters, 3)}${chinese(index)}${pick(trades)}有限公司`
    return [
      ...[index + 1, name, '', city, pick(trades), `${word(characters, 6)}产品`],
      ...[Math.floor(random() * 9000) + 10, Math.floor(random() * 100_000) + 100],
      ...[word(surnames, 1) + word(given, 2), pick(posts), `138${String(index).padStart(8, '0')}`],
      ...[`wx_${index.toString(36)}`, `a${index}@example.cn`, random() < 0.3 ? '有投资意向' : ''],
    ]
  })
}

const digits = '甲乙丙丁戊己庚辛壬癸'

function chinese(index: number): string {
  return Array.from(String(index), (digit) => digits[Number(digit)]).join('')
}
