import type { TripReportInput } from '#shared/domain/trip-report/input.ts'
import {
  commitment,
  demand,
  enterprise,
  followUp,
  input,
  leg,
  member,
  person,
  trip,
  user,
  visit,
} from './trip-sample.ts'

const team = [
  person('样例甲', '局长'),
  person('样例乙', '副主任'),
  person('样例丙', '科长'),
  person('样例丁', '干部'),
]

/** Four people, three days, six visits in two cities. The enterprises are public; what was said is invented. */
export const wholeTrip = (): TripReportInput =>
  input({
    trip: trip({
      reportProblems:
        '1.我市标准厂房层高、荷载不能满足部分设备要求\n2.新能源产业配套尚不完善，本地配套率偏低',
      reportNextSteps:
        '1、由市招商局牵头建立项目跟踪台账，每两周调度一次\n2、提请市政府协调220千伏变电站建设进度',
    }),
    members: [
      member('m3', '样例丙', {
        post: '投资促进科科长',
        rankOrder: 3,
        phone: '13800001003',
        duty: '项目对接',
      }),
      member('m1', '样例甲', {
        post: '党组书记、局长',
        role: 'leader',
        rankOrder: 1,
        phone: '13800001001',
        duty: '统筹协调',
      }),
      member('m4', '样例丁', { post: '干部', role: 'clerk', rankOrder: 4, phone: '13800001004' }),
      member('m2', '样例乙', {
        organisation: '宁川经济开发区管委会',
        post: '副主任',
        rankOrder: 2,
        phone: '13800001002',
        duty: '载体推介',
      }),
    ],
    legs: [
      leg('l1', {
        half: 'morning',
        startTime: '08:10',
        activity: '乘高铁赴深圳',
        place: '宁川—深圳',
        transport: 'G3011次',
      }),
      leg('l2', {
        half: 'afternoon',
        startTime: '14:30',
        activity: '拜访比亚迪股份有限公司',
        place: '深圳市坪山区',
        enterpriseId: 'byd',
      }),
      leg('l3', {
        date: '2026-11-19',
        activity: '拜访欣旺达电子股份有限公司',
        place: '深圳市宝安区',
        startTime: '09:30',
        enterpriseId: 'sunwoda',
      }),
    ],
    enterprises: [
      enterprise('byd', '比亚迪股份有限公司', {
        mainProducts: '新能源汽车、动力电池',
        industryChain: '新能源',
        badges: [
          { type: 'global500', listYear: 2026, rank: null, level: null, category: null },
          { type: 'listed', listYear: null, rank: null, level: null, category: null },
        ],
      }),
      enterprise('sunwoda', '欣旺达电子股份有限公司', {
        mainProducts: '锂离子电池模组',
        industryChain: '新能源',
        badges: [
          { type: 'private500', listYear: 2026, rank: null, level: null, category: null },
          { type: 'listed', listYear: null, rank: null, level: null, category: null },
        ],
      }),
      enterprise('btr', '贝特瑞新材料集团股份有限公司', {
        mainProducts: '锂电池负极材料',
        industryChain: '新能源',
        badges: [{ type: 'listed', listYear: null, rank: null, level: null, category: null }],
      }),
      enterprise('inovance', '深圳市汇川技术股份有限公司', {
        mainProducts: '工业自动化控制',
        industryChain: '先进装备',
        badges: [{ type: 'listed', listYear: null, rank: null, level: null, category: null }],
      }),
      enterprise('shengyi', '广东生益科技股份有限公司', {
        city: '东莞',
        mainProducts: '覆铜板',
        industryChain: '电子信息',
        badges: [{ type: 'listed', listYear: null, rank: null, level: null, category: null }],
      }),
      enterprise('lyric', '广东利元亨智能装备股份有限公司', {
        city: '惠州',
        mainProducts: '锂电池生产装备',
        industryChain: '先进装备',
      }),
    ],
    visits: [
      visit('v1', 'byd', {
        startTime: '14:30',
        ourPeople: team,
        theirPeople: [person('样例戊', '副总裁'), person('样例己', '投资总监')],
        topics: '储能电池结构件项目选址、用电保障和物流配套',
        outcome: '企业拟于12月来我市实地考察',
        outcomeLevel: 'clear_intent',
        investIntent: 50_000,
      }),
      visit('v2', 'sunwoda', {
        occurredOn: '2026-11-19',
        ourPeople: team,
        theirPeople: [person('样例庚', '董事会秘书')],
        topics: '企业介绍了储能业务布局, 希望在中部地区设立模组工厂;我方介绍了产业基础和电价政策。',
        outcome: '双方商定组成联合工作组，就厂房改造方案作进一步论证',
        nextStep: '提供三处标准厂房资料',
        nextOwner: null,
        nextOwnerId: 'user-c',
        nextDue: '2026-11-27',
      }),
      visit('v3', 'btr', {
        occurredOn: '2026-11-19',
        startTime: '14:30',
        ourPeople: team.slice(0, 3),
        theirPeople: [person('样例辛', '副总经理')],
        topics: '年产2万吨负极材料项目的能耗指标和环评要求',
        outcome: null,
        outcomeLevel: 'clear_intent',
        investIntent: 32_500,
        nextStep: '就能耗指标与省有关部门对接',
        nextOwner: '市发展改革委',
        nextDue: '2026-12-15',
      }),
      visit('v4', 'inovance', {
        occurredOn: '2026-11-19',
        startTime: '16:30',
        ourPeople: team.slice(1),
        theirPeople: [person('样例壬', '区域总经理')],
        topics: '工业自动化区域服务中心落户条件',
        outcome: '企业表示将把我市列入选址考虑',
        nextStep: null,
        nextOwner: null,
        nextDue: null,
      }),
      visit('v5', 'shengyi', {
        occurredOn: '2026-11-20',
        ourPeople: team,
        theirPeople: [person('样例癸', '总经理'), person('样例子', '行政总监')],
        topics: '高频覆铜板扩产项目的用工和用地',
        outcome: '企业对我市职业院校资源表示认可，愿意安排人员考察',
        nextStep: '邀请企业参加12月产业推介会',
        nextOwner: '市招商局',
        nextDue: '2026-12-05',
      }),
      visit('v6', 'lyric', {
        occurredOn: '2026-11-20',
        startTime: '15:00',
        type: 'symposium',
        ourPeople: team,
        theirPeople: [person('样例丑', '副总裁')],
        topics: '装备制造配套企业集群引进',
        outcome: '达成以商招商合作共识',
        outcomeLevel: 'interested',
        nextStep: '提供上下游配套企业名单',
        nextOwner: '宁川经开区',
        nextDue: '2026-11-30',
      }),
    ],
    demands: [
      demand('d1', 'byd'),
      demand('d2', 'shengyi', {
        category: 'labour',
        content: '旺季需技术工人约300人',
        responsible: '市人力资源社会保障局',
        dueOn: '2026-12-20',
      }),
      demand('d3', 'btr', {
        category: 'power',
        content: '负极材料石墨化工序用电量大，希望享受直供电价',
        responsible: '市发展改革委',
        dueOn: null,
      }),
    ],
    commitments: [commitment('c1', 'byd')],
    followUps: [
      followUp('f1'),
      followUp('f2', { visitId: 'v1', enterpriseId: 'byd', title: '报送选址方案' }),
    ],
    users: [user('user-a', '样例甲', { post: '局长' }), user('user-c', '样例丙', { post: '科长' })],
  })
