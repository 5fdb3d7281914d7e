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
    purpose: '为深入推进新能源电池产业链招商，对接电池材料、储能和电子信息重点企业',
    reportTo: '样例市人民政府',
    members: [
      { name: '样例甲', role: '团长', duty: '带队' },
      { name: '样例乙', role: '联络员', duty: '联络、撰写报告' },
      { name: '样例丙', role: '成员', duty: '园区对接' },
    ],
    legs: [
      { day: 0, half: '上午', enterprise: '欣旺达', place: '深圳市宝安区' },
      { day: 0, half: '下午', activity: '考察深圳市光明区新能源材料企业', place: '深圳市光明区' },
      { day: 1, half: '上午', enterprise: 'lxjm', place: '东莞市清溪镇' },
      { day: 1, half: '下午', enterprise: '比亚迪', place: '深圳市坪山区' },
      { day: 1, half: '晚上', activity: '乘高铁返回' },
    ],
  }
}

/** Visits of the lead, recorded without a network. */
export const visitsOfLead = (first: string): readonly TypedVisit[] => [
  {
    enterprise: 'xwd',
    occurredOn: first,
    startTime: '09:30',
    endTime: '11:20',
    theirPeople: ['样例庚 投资总监'],
    topics: '介绍我市储能应用场景和产业基金，企业正在评估第三个储能电池基地，年内确定意向城市。',
    outcomeSteps: 2,
    outcome: '同意把我市列入储能基地备选城市',
    investIntent: 180000,
    nextStep: '整理储能示范项目清单和电价政策送企业',
    nextDue: '2026-12-01',
  },
  {
    enterprise: '深圳新宙邦科技股份有限公司',
    isNew: true,
    occurredOn: first,
    startTime: '14:30',
    endTime: '16:00',
    theirPeople: ['样例戊 副总经理', '样例己 战略发展部部长'],
    topics: '年产10万吨锂电池电解液项目选址、用电保障',
    outcomeSteps: 1,
    outcome: '企业拟于12月来我市实地考察园区',
    investIntent: 250000,
    nextStep: '报送电解液项目选址方案',
    nextDue: '2026-12-04',
  },
]

/** Visits of a colleague on another laptop, recorded without a network. */
export const visitsOfColleague: readonly TypedVisit[] = [
  {
    enterprise: 'lxjm',
    startTime: '09:00',
    endTime: '10:40',
    theirPeople: ['样例辛 政府事务总监'],
    topics: '企业希望就近配套结构件供应商，对标准厂房和员工子女入学较为关注。',
    outcomeSteps: 2,
    outcome: '互设联络人，每月交换一次配套需求',
    nextStep: '梳理我市结构件企业名单',
    nextDue: '2026-12-08',
  },
  {
    enterprise: 'byd',
    startTime: '14:00',
    endTime: '15:30',
    theirPeople: ['样例壬 副总裁'],
    topics: '动力电池回收利用项目用地指标和环评流程',
    outcomeSteps: 3,
    outcome: '保持联系，待企业内部论证后再谈',
    nextStep: '寄送开发区投资指南',
    nextDue: '2026-11-30',
  },
]
