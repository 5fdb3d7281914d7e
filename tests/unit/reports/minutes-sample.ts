import type { Minutes } from '#shared/domain/minutes.ts'

/** Minutes of one talk with everything that can stand in them. */
export const minutesSample = (over: Partial<Minutes> = {}): Minutes => ({
  id: 'minutes',
  ...{ unitId: 'bureau', createdBy: 'me', createdAt: '2026-11-19T12:00:00.000Z', origin: 'manual' as const },
  ...{ importBatchId: null, enterpriseId: 'enterprise', visitId: 'visit', tripId: 'trip', projectId: null },
  title: '关于负极材料项目的会谈纪要',
  ...{ occurredOn: '2026-11-19', startTime: '09:30', endTime: '11:00', place: '企业三楼会议室' },
  ...{ chair: '样例甲', recorder: '样例丙' },
  ourPeople: [
    { personId: null, name: '样例甲', post: '局长' },
    { personId: null, name: '样例乙', post: '招商一科科长' },
  ],
  theirPeople: [
    { personId: null, name: '样例丁', post: '董事长' },
    { personId: null, name: '样例戊', post: '副总经理' },
  ],
  topics:
    '企业介绍了年产十万吨锂电池负极材料项目的规划,首期投资约5亿元\n双方就项目选址、用电保障和环评手续交换了意见,企业联系人电话13812341000',
  demands: [
    {
      ...{ id: 'power', content: '项目需110千伏双回路供电', category: 'power' as const, taken: true },
      ...{ reply: '供电公司已完成接入方案', responsible: '市供电公司', dueOn: '2026-12-10' },
    },
    {
      ...{ id: 'land', content: '首批用地150亩', category: 'land' as const, taken: false },
      ...{ reply: null, responsible: null, dueOn: null },
    },
  ],
  agreed: [
    {
      ...{ id: 'site', content: '报送两处选址方案', side: 'ours' as const, taken: false },
      ...{ responsible: '宁川经开区', dueOn: '2026-11-30' },
    },
    {
      ...{ id: 'tour', content: '来宁川实地考察', side: 'theirs' as const, taken: false },
      ...{ responsible: null, dueOn: '2026-12-20' },
    },
  ],
  internalRemarks: '底价不低于每亩二十万元',
  confidentiality: 'shareable',
  ...over,
})
