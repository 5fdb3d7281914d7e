import type { TypedTrip } from '../drive/trips.ts'
import type { TypedVisit } from '../drive/visits.ts'

/** Passphrase of the sample devices. */
export const passphrase = '晴天 高铁 名片 茶杯'

/** The trip that the demonstration plays, ending on `today`. */
export function sampleTrip(startOn: string, today: string): TypedTrip {
  return {
    title: '赴深圳东莞新能源产业链招商',
    startOn,
    endOn: today,
    cities: ['深圳', '东莞'],
    filingNo: '样招外〔2026〕18号',
    purpose: '为深入推进新能源电池产业链招商，对接负极材料、储能和电子信息重点企业',
    reportTo: '样例市人民政府',
    members: [
      { name: '样例甲', role: '团长', duty: '带队' },
      { name: '样例乙', role: '联络员', duty: '联络、撰写报告' },
      { name: '样例丙', role: '成员', duty: '园区对接' },
    ],
    legs: [
      { day: 0, half: '上午', activity: '抵达深圳，拜访贝特瑞新材料', place: '深圳市光明区' },
      { day: 0, half: '下午', activity: '拜访欣旺达电子', place: '深圳市宝安区' },
      { day: 1, half: '上午', activity: '拜访东莞新能源科技', place: '东莞市松山湖' },
      { day: 1, half: '下午', activity: '与在莞企业座谈，返回', place: '东莞市' },
    ],
  }
}

/** Visits of the lead, recorded without a network. */
export const visitsOfLead: readonly TypedVisit[] = [
  {
    enterprise: '贝特瑞新材料集团股份有限公司',
    isNew: true,
    theirPeople: ['样例戊 副总经理', '样例己 战略发展部部长'],
    topics: '双方就年产10万吨锂电池负极材料项目选址、用电保障进行了洽谈，企业重点关注绿电比例和蒸汽价格。',
    outcomeSteps: 1,
    outcome: '企业拟于12月来我市实地考察园区',
    investIntent: 250000,
    nextStep: '报送负极材料项目选址方案',
    nextDue: '2026-12-04',
  },
  {
    enterprise: '欣旺达电子股份有限公司',
    isNew: true,
    theirPeople: ['样例庚 投资总监'],
    topics: '介绍我市储能应用场景和产业基金，企业表示正在评估第三个储能电池基地，年内确定意向城市。',
    outcomeSteps: 2,
    outcome: '同意把我市列入储能基地备选城市',
    investIntent: 180000,
    nextStep: '整理储能示范项目清单和电价政策送企业',
    nextDue: '2026-12-01',
  },
]

/** Visits of a colleague on another laptop, recorded without a network. */
export const visitsOfColleague: readonly TypedVisit[] = [
  {
    enterprise: '东莞新能源科技有限公司',
    isNew: true,
    theirPeople: ['样例辛 政府事务总监'],
    topics: '参观消费电池产线，企业希望就近配套结构件供应商，对标准厂房和员工子女入学较为关注。',
    outcomeSteps: 2,
    outcome: '互设联络人，每月交换一次配套需求',
    nextStep: '梳理我市结构件企业名单',
    nextDue: '2026-12-08',
  },
  {
    enterprise: '万向集团公司',
    theirPeople: ['样例壬 副总裁'],
    topics: '在莞座谈，企业介绍汽车零部件板块搬迁计划，询问我市开发区用地指标和环评流程。',
    outcomeSteps: 3,
    outcome: '保持联系，待企业内部论证后再谈',
    nextStep: '寄送开发区投资指南',
    nextDue: '2026-11-30',
  },
]
