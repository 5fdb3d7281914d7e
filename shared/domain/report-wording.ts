import type {
  BadgeType,
  demandCategories,
  HalfDay,
  negotiationStates,
  OutcomeLevel,
  regions,
  TripRole,
  tripKinds,
  VisitType,
  visitModes,
} from './enumerations.ts'

/**
 * Chinese wording of enumerations in official documents. Official texts exist in Chinese only, so these are not
 * screen texts and do not follow the language of the user (domain brief 4 and 5).
 */
export const badgeWording: Readonly<Record<BadgeType, string>> = {
  global500: '世界500强',
  china500: '中国500强',
  private500: '民营500强',
  listed: '上市公司',
  little_giant: '专精特新“小巨人”企业',
  specialised: '专精特新企业',
  single_champion: '制造业单项冠军',
  hi_tech: '高新技术企业',
  unicorn: '独角兽企业',
  gazelle: '瞪羚企业',
  chain_owner: '链主企业',
  leader: '行业龙头',
  soe_central: '央企',
  foreign: '外资企业',
}

/** Badges whose enterprises are counted in the opening paragraph, in the order they are named there. */
export const countedBadges: readonly BadgeType[] = [
  'global500',
  'china500',
  'private500',
  'soe_central',
  'listed',
  'little_giant',
]

/**
 * Years a badge stands for after the year of its list: rankings until the next list appears, certificates three
 * years, the rest without end.
 */
export const badgeYears: Readonly<Partial<Record<BadgeType, number>>> = {
  global500: 1,
  china500: 1,
  private500: 1,
  unicorn: 1,
  gazelle: 1,
  little_giant: 3,
  specialised: 3,
  single_champion: 3,
  hi_tech: 3,
}

export const demandCategoryWording: Readonly<Record<(typeof demandCategories)[number], string>> = {
  land: '用地',
  water: '供排水',
  transport: '交通',
  power: '用电',
  gas: '用气',
  labour: '用工',
  approval: '审批',
  finance: '融资',
  school: '子女入学',
  medical: '就医',
  social_security: '社保',
  policy_payout: '政策兑现',
  other: '其他',
}

export const halfDayWording: Readonly<Record<HalfDay, string>> = {
  morning: '上午',
  afternoon: '下午',
  evening: '晚上',
}

export const tripRoleWording: Readonly<Record<TripRole, string>> = {
  leader: '团长',
  member: '成员',
  clerk: '联络员',
}

export const regionWording: Readonly<Record<(typeof regions)[number], string>> = {
  jjj: '京津冀地区',
  yangtze_delta: '长三角地区',
  zhemin: '浙闽地区',
  greater_bay: '粤港澳大湾区',
  chengyu: '成渝地区',
  other: '外地',
}

/** What the group is called and what it did, by kind of trip. */
export const tripKindWording: Readonly<
  Record<(typeof tripKinds)[number], { readonly group: string; readonly activity: string }>
> = {
  small_team: { group: '招商小分队', activity: '开展上门招商' },
  leader_led: { group: '招商考察组', activity: '开展招商考察' },
  resident: { group: '驻点招商组', activity: '开展驻点招商' },
  event: { group: '招商代表团', activity: '参加节会招商活动' },
}

export const visitTypeWording: Readonly<Record<VisitType, string>> = {
  door_to_door: '上门拜访',
  return_visit: '回访',
  inbound: '来访接待',
  site_tour: '实地考察',
  symposium: '座谈会',
  roadshow: '推介会',
  expo: '展会对接',
  chamber: '商（协）会走访',
  cold_call: '陌拜',
  signing: '签约',
  service: '服务走访',
}

export const visitModeWording: Readonly<Record<(typeof visitModes)[number], string>> = {
  onsite: '现场',
  video: '视频',
  phone: '电话',
}

export const negotiationStateWording: Readonly<Record<(typeof negotiationStates)[number], string>> = {
  open: '在谈',
  closer: '趋近',
  agreed: '达成一致',
  stuck: '僵持',
  dropped: '不再谈',
}

export const outcomeWording: Readonly<Record<OutcomeLevel, string>> = {
  clear_intent: '明确意向',
  interested: '有兴趣',
  info_only: '一般了解',
  no_intent: '无意向',
  follow_later: '择机跟进',
}

/** What is said of an enterprise whose outcome was not written down in words; null where nothing need be said. */
export const outcomeSentences: Readonly<Record<OutcomeLevel, string | null>> = {
  clear_intent: '企业有明确投资意向',
  interested: '企业有投资合作兴趣',
  info_only: null,
  no_intent: '企业暂无投资意向',
  follow_later: '双方商定择机跟进',
}

/** `拜访甲公司、乙公司`: what was done with these enterprises, as it stands in an itinerary. */
export function visitActivity(
  type: VisitType,
  mode: (typeof visitModes)[number],
  names: readonly string[],
): string {
  const who = names.join('、')
  if (mode === 'video') return `与${who}视频洽谈`
  if (mode === 'phone') return `与${who}电话沟通`
  switch (type) {
    case 'door_to_door':
    case 'cold_call':
      return `拜访${who}`
    case 'return_visit':
      return `回访${who}`
    case 'inbound':
      return `接待${who}来访`
    case 'site_tour':
      return `实地考察${who}`
    case 'symposium':
      return `与${who}座谈`
    case 'roadshow':
      return `向${who}推介`
    case 'expo':
      return `在展会上对接${who}`
    case 'chamber':
      return `走访${who}`
    case 'signing':
      return `与${who}签约`
    case 'service':
      return `走访服务${who}`
  }
}
