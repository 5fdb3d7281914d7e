import type { Json } from '../../shared/sync/op.ts'
import { seeded } from '../bench/sync/records.ts'
import { type BulkWriter, writeInBulk } from './bulk-writer.ts'

/** How many records of each kind a library has. */
export interface LibrarySize {
  readonly enterprises: number
  readonly contacts: number
  readonly visits: number
}

export interface LibraryOwner {
  readonly unitId: string
  readonly userId: string
}

/** A record of the library. */
export interface Made {
  readonly id: string
  readonly values: Record<string, Json>
}

const cities =
  '深圳 苏州 上海 东莞 无锡 宁波 佛山 厦门 成都 重庆 北京 天津 杭州 南京 合肥 武汉 西安 长沙 青岛 广州'.split(
    ' ',
  )
const cores =
  '华东南方新能源材料科技精密智造远航宏图瑞丰恒通天合长安海川云峰博雅明德中兴国泰金鼎盛世佳和永利康达信诚创联启迪思源润泽'
const trades =
  '新能源 新材料 电子科技 精密机械 生物医药 智能装备 半导体 轻工 纺织 物流 环保 海洋工程 航空部件 光电 汽车零部件 食品'.split(
    ' ',
  )
const forms = '有限公司 股份有限公司 集团有限公司 科技有限公司'.split(' ')
const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解区'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玲玉萍红梅兰峰宇浩然子轩雨欣思远嘉怡晨曦'
const talks =
  '双方就年产十万吨锂电池负极材料项目选址进行了洽谈|企业关心用电保障和厂房交付时间|介绍了开发区的产业链配套和人才政策|对方计划在长三角设立第二总部|提出希望协调环评指标和能耗|约定下月组织团队实地考察港区码头|总投资约五十亿元分两期建设|需要标准厂房三万平方米|希望享受设备补贴与税收优惠|对物流成本和通关效率较为关注'.split(
    '|',
  )
const posts = '董事长 总经理 副总经理 投资总监 财务总监 办公室主任 项目经理'.split(' ')
const day0 = Date.UTC(2020, 0, 6)

/**
 * Fills an empty store that nobody has open with a library that is the same for the same seed: enterprises, people with
 * their posts, and visits, all indexed. Everything is written past the operations, as a first pull does.
 */
export function fillLibrary(
  place: { readonly file: string; readonly key: Uint8Array },
  size: LibrarySize,
  owner: LibraryOwner,
  seed = 1,
): void {
  writeInBulk(place, (writer) => makeLibrary(writer, size, owner, seed))
}

function makeLibrary(writer: BulkWriter, size: LibrarySize, owner: LibraryOwner, seed: number): void {
  const random = seeded(seed)
  const pick = <T>(all: ArrayLike<T>): T => all[Math.floor(random() * all.length)] as T
  const word = (from: string, length: number) => Array.from({ length }, () => pick(from)).join('')
  let made = 0
  const newId = (at: number) => {
    made += 1
    const time = at.toString(16).padStart(12, '0')
    const tail = Math.floor(random() * 2 ** 40)
      .toString(16)
      .padStart(10, '0')
    const hex = made.toString(16).padStart(8, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6)}${tail}`
  }
  const unit = (index: number) => (index % 5 === 0 ? owner.unitId : otherUnit(index % 5))
  const author = (index: number) => (index % 40 === 0 ? owner.userId : otherUser(index % 40))
  const span = 6 * 365 * 86_400_000
  const at = (index: number, count: number) => day0 + Math.floor((index / count) * span)
  const common = (index: number, moment: number) => ({
    ...{ unitId: unit(index), createdBy: author(index), createdAt: new Date(moment).toISOString() },
    origin: 'manual',
  })

  const enterprises = Array.from({ length: size.enterprises }, (_, index): Made => {
    const moment = at(index, size.enterprises)
    const city = pick(cities)
    const trade = pick(trades)
    return {
      id: newId(moment),
      values: {
        ...common(index, moment),
        name: `${city}${word(cores, 2 + Math.floor(random() * 2))}${trade}${pick(forms)}`,
        uscc: `91${String(Math.floor(random() * 1e6)).padStart(6, '0')}MA${word('0123456789ABCDEFGHJKLMNPQRTUWXY', 8)}`,
        city,
        industryChain: trade,
        mainProducts: `${pick(trades)}、${word(cores, 3)}${pick(trades)}`,
        priority: pick(['A', 'B', null, null]) as Json,
        status: pick(['untouched', 'contacted', 'contacted', 'talks']),
        badges:
          random() < 0.2
            ? [{ type: 'global500', listYear: 2024, rank: null, level: null, category: null }]
            : [],
      },
    }
  })
  writer.write('enterprises', enterprises)

  const contacts = Array.from({ length: size.contacts }, (_, index): Made => {
    const moment = at(index, size.contacts)
    return {
      id: newId(moment),
      values: {
        ...common(index, moment),
        name: pick(surnames) + word(given, 1 + Math.floor(random() * 2)),
        phones: [`1${pick(['38', '39', '86', '59'])}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`],
      },
    }
  })
  writer.write('contacts', contacts)
  const contactOf = new Map<string, Made[]>()
  const held = contacts.map((contact, index): Made => {
    const enterprise = enterprises[Math.floor(random() * enterprises.length)]
    const enterpriseId = enterprise?.id ?? ''
    contactOf.set(enterpriseId, [...(contactOf.get(enterpriseId) ?? []), contact])
    const moment = at(index, size.contacts)
    const values = { contactId: contact.id, enterpriseId, title: pick(posts), fromDate: '2023-01-01' }
    return { id: newId(moment), values: { ...common(index, moment), ...values } }
  })
  writer.write('contactPosts', held)

  const visits = Array.from({ length: size.visits }, (_, index): Made => {
    const moment = at(index, size.visits)
    const enterprise = enterprises[Math.floor(random() ** 2 * enterprises.length)]
    const enterpriseId = enterprise?.id ?? ''
    const met = contactOf.get(enterpriseId)?.[0]
    return {
      id: newId(moment),
      values: {
        ...common(index, moment),
        ...{
          type: pick(['door_to_door', 'inbound', 'symposium']),
          mode: 'onsite',
          confidentiality: 'internal',
        },
        occurredOn: new Date(moment).toISOString().slice(0, 10),
        startTime: pick(['09:30', '14:00', null]) as Json,
        enterpriseId,
        topics: `${pick(talks)}，${pick(talks)}。${word(cores, 6)}${pick(talks)}。`,
        outcome: pick([pick(talks), null]) as Json,
        ourPeople: [{ personId: null, name: '样例科长', post: '科长' }],
        theirPeople: met ? [{ personId: met.id, name: String(met.values.name), post: '总监' }] : [],
      },
    }
  })
  writer.write('visits', visits)
}

const otherUnit = (number: number) => `01900000-0000-7000-8000-0000000000${10 + number}`
const otherUser = (number: number) => `01900000-0000-7000-8000-0000000001${10 + number}`
