import type { Enterprise } from '#shared/domain/enterprises.ts'
import type { TripReportInput } from '#shared/domain/trip-report/input.ts'
import type { Trip, TripLeg, TripMember } from '#shared/domain/trips.ts'
import type { Unit } from '#shared/domain/units.ts'
import type { User } from '#shared/domain/users.ts'
import type { Attendee, Visit } from '#shared/domain/visits.ts'

const common = (unitId: string) => ({
  unitId,
  createdBy: 'user-a',
  createdAt: '2026-11-18T10:00:00.000Z',
  origin: 'manual' as const,
  importBatchId: null,
})

export const bureau: Unit = {
  ...common('bureau'),
  id: 'bureau',
  name: '宁川市招商局',
  shortName: '市招商局',
  kind: 'department',
  parentId: null,
  divisionCode: null,
  regionScope: null,
  rankOrder: 1,
}
export const zone: Unit = {
  ...bureau,
  id: 'zone',
  name: '宁川经济开发区管委会',
  shortName: '宁川经开区',
  rankOrder: 2,
}

export const user = (id: string, name: string, changes: Partial<User> = {}): User => ({
  ...common('bureau'),
  id,
  name,
  post: null,
  role: 'field',
  phone: null,
  rankOrder: null,
  inactive: false,
  ...changes,
})

export const member = (id: string, name: string, changes: Partial<TripMember> = {}): TripMember => ({
  ...common('bureau'),
  id,
  tripId: 'trip',
  userId: null,
  name,
  organisation: '宁川市招商局',
  post: '干部',
  role: 'member',
  duty: null,
  phone: null,
  rankOrder: null,
  days: 3,
  ...changes,
})

export const trip = (changes: Partial<Trip> = {}): Trip => ({
  ...common('bureau'),
  id: 'trip',
  title: '赴深圳、东莞开展新能源产业链招商',
  kind: 'small_team',
  filingNo: '宁招报〔2026〕12号',
  approvedBy: '市政府',
  purpose: '深入推进新能源产业链招商',
  region: 'greater_bay',
  cities: ['深圳市', '东莞市'],
  startOn: '2026-11-18',
  endOn: '2026-11-20',
  state: 'returned',
  reportTo: '市人民政府',
  reportProblems: null,
  reportNextSteps: null,
  reportDueOn: null,
  ...changes,
})

export const leg = (id: string, changes: Partial<TripLeg> = {}): TripLeg => ({
  ...common('bureau'),
  id,
  tripId: 'trip',
  date: '2026-11-18',
  half: 'morning',
  startTime: null,
  place: null,
  activity: '乘高铁赴深圳',
  enterpriseId: null,
  counterpart: null,
  participants: null,
  transport: null,
  remarks: null,
  position: null,
  ...changes,
})

export const enterprise = (id: string, name: string, changes: Partial<Enterprise> = {}): Enterprise => ({
  ...common('bureau'),
  id,
  name,
  shortName: null,
  uscc: null,
  usccMissingReason: '待核实',
  country: null,
  divisionCode: null,
  city: '深圳',
  address: null,
  industrySection: 'C',
  industryCode: null,
  industryChain: null,
  chainLinkIds: [],
  ownership: 'private',
  regCapital: null,
  employees: null,
  revenue: null,
  mainProducts: '动力电池',
  website: null,
  badges: [],
  targetLevel: null,
  targetCategory: null,
  priority: null,
  contactIntervalDays: null,
  parentId: null,
  sites: [],
  isLocal: false,
  liaisonLeader: null,
  investIntent: null,
  status: null,
  introducedById: null,
  mergedInto: null,
  mergedFrom: [],
  remarks: null,
  sourceAuthor: null,
  sourceDate: null,
  ...changes,
})

export const person = (name: string, post: string | null = null): Attendee => ({ personId: null, name, post })

export const visit = (id: string, enterpriseId: string, changes: Partial<Visit> = {}): Visit => ({
  ...common('bureau'),
  id,
  type: 'door_to_door',
  mode: 'onsite',
  occurredOn: '2026-11-18',
  startTime: '09:30',
  endTime: null,
  enterpriseId,
  tripId: 'trip',
  place: null,
  ourPeople: [person('样例甲', '局长')],
  theirPeople: [person('样例戊', '副总裁')],
  noCounterpartReason: null,
  topics: '储能电池结构件项目选址、用电保障和人才政策',
  outcome: '企业拟于12月来我市实地考察',
  outcomeLevel: 'interested',
  investIntent: null,
  nextStep: '报送选址方案',
  nextOwnerId: null,
  nextOwner: '宁川经开区',
  nextDue: '2026-11-30',
  leaderActions: [],
  confidentiality: 'internal',
  sourceAuthor: null,
  sourceDate: null,
  ...changes,
})

type Demand = TripReportInput['demands'][number]
export const demand = (id: string, enterpriseId: string, changes: Partial<Demand> = {}): Demand => ({
  ...common('bureau'),
  id,
  enterpriseId,
  visitId: null,
  tripId: 'trip',
  minutesId: null,
  content: '项目需110千伏双回路供电',
  category: 'power',
  unreasonable: false,
  responsible: '市供电公司',
  dueOn: '2026-12-10',
  state: 'open',
  result: null,
  ...changes,
})

type Commitment = TripReportInput['commitments'][number]
export const commitment = (
  id: string,
  enterpriseId: string,
  changes: Partial<Commitment> = {},
): Commitment => ({
  ...common('bureau'),
  id,
  enterpriseId,
  visitId: null,
  tripId: 'trip',
  minutesId: null,
  content: '安排专人代办环评手续',
  madeBy: '样例甲',
  madeOn: '2026-11-18',
  basisPolicy: '《宁川市招商引资代办服务办法》',
  responsible: '市招商局',
  dueOn: '2026-12-31',
  fulfilledOn: null,
  evidence: null,
  ...changes,
})

type FollowUp = TripReportInput['followUps'][number]
export const followUp = (id: string, changes: Partial<FollowUp> = {}): FollowUp => ({
  ...common('bureau'),
  id,
  enterpriseId: null,
  visitId: null,
  tripId: 'trip',
  title: '向企业寄送招商手册',
  ownerId: null,
  owner: '市招商局',
  dueOn: '2026-11-25',
  doneOn: null,
  ...changes,
})

/** A report's input with nothing but a trip and the people of the office; `changes` adds what the case is about. */
export const input = (changes: Partial<TripReportInput> = {}): TripReportInput => ({
  trip: trip(),
  members: [],
  legs: [],
  visits: [],
  enterprises: [],
  demands: [],
  commitments: [],
  followUps: [],
  photos: [],
  unit: bureau,
  units: [bureau, zone],
  users: [],
  today: '2026-11-22',
  unsent: 0,
  freshness: { syncedThrough: '2026-11-22 09:00', people: null, peopleSynced: null },
  maskPhones: false,
  ...changes,
})
