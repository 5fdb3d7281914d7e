import { describe, expect, it } from 'vitest'
import type { TripReportInput } from '#shared/domain/trip-report/input.ts'
import { tripReport } from '#shared/domain/trip-report/trip-report.ts'
import { commitment, demand, enterprise, followUp, input, leg, trip, user, visit } from './trip-sample.ts'
import { wholeTrip } from './whole-trip.ts'

const firm = enterprise('a', '甲科技有限公司', { mainProducts: null })
const blocks = (changes: Partial<TripReportInput>) =>
  tripReport(input(changes)).blocks.map((block) =>
    block.kind === 'heading' ? block.text : (block.lead?.text ?? '') + block.text,
  )
const text = (changes: Partial<TripReportInput>) => blocks(changes).join('\n')

describe('the sections of a trip report', () => {
  it('leave out what has nothing to say, and their numbers close up', () => {
    expect(blocks({})).toEqual([])
    const headings = blocks({ trip: trip({ reportNextSteps: '建立台账' }), demands: [demand('d', 'a')] })
    expect(headings.filter((line) => /^[一二三四]、/.test(line))).toEqual([
      '一、主要成效',
      '二、存在问题',
      '三、下一步工作',
    ])
  })

  it('do not number a part that stands alone in its section', () => {
    expect(blocks({ trip: trip({ reportProblems: '本地配套率偏低' }) })).toEqual([
      '一、存在问题',
      '本地配套率偏低。',
    ])
  })

  it('never contain empty brackets, doubled or half-width punctuation', () => {
    const report = tripReport(wholeTrip())
    const all = [report.lead, ...report.blocks.map((block) => block.text)].join('')
    expect(all).not.toMatch(/（）|。。|，，|；；|，。|：。|、。|\p{Script=Han}[,;:!?]/u)
    expect(all).not.toMatch(/(?<!\d)0[家个场条项]/)
  })
})

describe('the itinerary', () => {
  it('tells planned half days by day, with the month only where it changes', () => {
    const legs = [
      leg('2', { date: '2026-12-01', half: 'morning', activity: '参观产业园' }),
      leg('1', { date: '2026-11-30', half: 'afternoon', activity: '拜访甲公司' }),
      leg('3', { date: '2026-11-30', half: 'morning', activity: '乘高铁赴深圳' }),
      leg('4', { date: '2026-12-02', half: 'morning', activity: '返程' }),
    ]
    expect(text({ legs })).toContain(
      '11月30日上午，乘高铁赴深圳；下午，拜访甲公司。12月1日上午，参观产业园。2日上午，返程。',
    )
  })

  it('takes days without a plan from the visits, told together', () => {
    const enterprises = [firm, enterprise('b', '乙公司')]
    const visits = [
      visit('1', 'a', { startTime: '09:00' }),
      visit('2', 'b', { startTime: '10:30', type: 'cold_call' }),
      visit('3', 'b', { startTime: '15:00', type: 'site_tour' }),
      visit('4', 'a', { startTime: null, occurredOn: '2026-11-19' }),
    ]
    expect(text({ visits, enterprises })).toContain(
      '11月18日上午，拜访甲科技有限公司、乙公司；下午，实地考察乙公司。19日，拜访甲科技有限公司。',
    )
  })

  it('tells a visit without a time after those with one', () => {
    const enterprises = [firm, enterprise('b', '乙公司')]
    const visits = [visit('1', 'a', { startTime: null }), visit('2', 'b', { startTime: '15:00' })]
    expect(text({ visits, enterprises })).toContain('11月18日下午，拜访乙公司；当日还拜访甲科技有限公司。')
  })

  it('does not tell a planned visit twice', () => {
    const legs = [leg('1', { activity: '拜访甲科技', enterpriseId: 'a' })]
    expect(text({ legs, visits: [visit('1', 'a')], enterprises: [firm] })).toContain(
      '11月18日上午，拜访甲科技。',
    )
  })
})

describe('the account of an enterprise', () => {
  const account = (changes: Parameters<typeof visit>[2], more: Partial<TripReportInput> = {}) =>
    blocks({ visits: [visit('1', 'a', changes)], enterprises: [firm], ...more }).find((line) =>
      line.startsWith('1.'),
    )

  it('follows the pattern met, talked, agreed, next', () => {
    expect(account({})).toBe(
      '1.甲科技有限公司。会见副总裁样例戊。双方就储能电池结构件项目选址、用电保障和人才政策进行了洽谈。企业拟于12月来我市实地考察。下一步由宁川经开区跟进，11月30日前报送选址方案。',
    )
  })

  it('says only what is known', () => {
    const bare = {
      theirPeople: [],
      outcome: null,
      outcomeLevel: null,
      nextStep: null,
      nextDue: null,
      nextOwner: null,
    }
    expect(account({ ...bare, topics: '产业园区' })).toBe('1.甲科技有限公司。双方就产业园区进行了洽谈。')
    expect(account({ ...bare, topics: null })).toBe('1.甲科技有限公司。')
  })

  it('keeps whole sentences as they were typed and makes their punctuation full-width', () => {
    const topics = '企业介绍了规划,拟投3.5亿元建厂(一期);\n我方介绍了 政策.随后参观.'
    expect(account({ topics, investIntent: 35_000 })).toContain(
      '会见副总裁样例戊。企业介绍了规划，拟投3.5亿元建厂（一期）；我方介绍了政策。随后参观。企业拟于',
    )
    expect(account({ topics, investIntent: 35_000 })).not.toContain('意向投资')
  })

  it('tells the amount and the judgement where no words do', () => {
    expect(account({ outcome: null, outcomeLevel: 'clear_intent', investIntent: 35_000 })).toContain(
      '进行了洽谈。企业有明确投资意向。意向投资3.50亿元。下一步',
    )
  })

  it('names the person responsible with the unit', () => {
    expect(account({ nextOwner: null, nextOwnerId: 'u' }, { users: [user('u', '样例丙')] })).toContain(
      '下一步由市招商局样例丙跟进，',
    )
  })
})

describe('problems and next steps', () => {
  it('group demands by category and leave unreasonable ones out', () => {
    const demands = [
      demand('1', 'a', { category: 'labour', content: '缺技术工人', responsible: null, dueOn: null }),
      demand('2', 'a', { unreasonable: true }),
      demand('3', 'a', { state: 'unreasonable' }),
      demand('4', 'a', { category: 'land', content: '需地100亩', dueOn: null }),
    ]
    const lines = blocks({ demands, enterprises: [firm] })
    expect(lines).toContain('共收集企业诉求2条，其中用地1条、用工1条。')
    expect(lines).toContain('1.用地方面。甲科技有限公司反映，需地100亩（责任单位：市供电公司）。')
    expect(lines).toContain('2.用工方面。甲科技有限公司反映，缺技术工人。')
  })

  it('number typed lines anew, whatever numbering was typed', () => {
    const reportNextSteps = '一、建立台账；\n（二）定期调度\n3.5亿元项目尽快签约'
    expect(blocks({ trip: trip({ reportNextSteps }) })).toEqual([
      '一、下一步工作',
      '1.建立台账。',
      '2.定期调度。',
      '3.3.5亿元项目尽快签约。',
    ])
  })

  it('tell a step of a visit and its follow-up once, and a finished one not at all', () => {
    const visits = [visit('1', 'a')]
    const twin = followUp('f', { visitId: '1', enterpriseId: 'a', title: '报送选址方案' })
    const steps = (followUps: TripReportInput['followUps']) =>
      blocks({ visits, enterprises: [firm], followUps }).filter((line) => line.includes('完成'))
    const task = '甲科技有限公司：报送选址方案，由宁川经开区负责，11月30日前完成。'
    expect(steps([twin])).toEqual([`1.${task}`])
    expect(steps([{ ...twin, doneOn: '2026-11-21' }])).toEqual([])
    expect(steps([followUp('g')])).toEqual([
      `1.${task}`,
      '2.向企业寄送招商手册，由市招商局负责，11月25日前完成。',
    ])
  })

  it('count what was settled and kept', () => {
    const told = text({
      demands: [demand('1', 'a', { state: 'done' }), demand('2', 'a')],
      commitments: [commitment('1', 'a', { fulfilledOn: '2026-11-20' })],
    })
    expect(told).toContain('收集企业诉求2条，已办结1条。对企业作出承诺1项，已兑现1项。')
  })
})
