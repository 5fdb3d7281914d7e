/** Closed lists of the domain (domain brief, section 4). Labels: `enums` texts, key `<list>.<code>`. */
export const unitKinds = [
  'province',
  'city',
  'county',
  'development_zone',
  'park',
  'department',
  'liaison_office',
  'task_force',
  'trip_team',
  'soe',
] as const
export const roles = [
  'field',
  'office_head',
  'team_lead',
  'trip_clerk',
  'unit_admin',
  'analyst',
  'leader_view',
  'auditor',
  'sys_admin',
] as const
export const regions = ['jjj', 'yangtze_delta', 'zhemin', 'greater_bay', 'chengyu', 'other'] as const
export const visitTypes = [
  'door_to_door',
  'return_visit',
  'inbound',
  'site_tour',
  'symposium',
  'roadshow',
  'expo',
  'chamber',
  'cold_call',
  'signing',
  'service',
] as const
export const visitModes = ['onsite', 'video', 'phone'] as const
export const outcomeLevels = ['clear_intent', 'interested', 'info_only', 'no_intent', 'follow_later'] as const
export const badgeTypes = [
  'global500',
  'china500',
  'private500',
  'listed',
  'little_giant',
  'specialised',
  'single_champion',
  'hi_tech',
  'unicorn',
  'gazelle',
  'chain_owner',
  'leader',
  'soe_central',
  'foreign',
] as const
/** Badges that count as 三类500强. */
export const top500Badges = ['global500', 'china500', 'private500'] as const
export const ownerships = ['central', 'local_soe', 'private', 'foreign', 'hmt', 'joint_venture'] as const
export const targetLevels = ['province', 'city', 'county', 'park'] as const
export const priorities = ['A', 'B', 'C'] as const
export const enterpriseStatuses = ['untouched', 'contacted', 'talks', 'cooperating', 'given_up'] as const
export const tripKinds = ['small_team', 'leader_led', 'resident', 'event'] as const
export const tripStates = ['planned', 'on_the_way', 'returned', 'reported', 'cancelled'] as const
export const tripRoles = ['leader', 'member', 'clerk'] as const
export const halfDays = ['morning', 'afternoon', 'evening'] as const
export const confidentialities = ['internal', 'shareable'] as const
export const attachmentKinds = ['photo', 'document', 'audio', 'card', 'other'] as const
export const demandCategories = [
  'land',
  'water',
  'transport',
  'power',
  'gas',
  'labour',
  'approval',
  'finance',
  'school',
  'medical',
  'social_security',
  'policy_payout',
  'other',
] as const
export const demandStates = ['open', 'doing', 'done', 'cleared', 'unreasonable'] as const
/** 六个亲自: what a top leader does in person; the item texts are a local setting, these are the usual six. */
export const leaderActionItems = [
  'lead_team',
  'negotiate',
  'host_visitors',
  'plan_projects',
  'coordinate',
  'service',
] as const
/** Standing of an industry chain in the bureau's work. */
export const chainStatuses = ['key', 'growing', 'paused'] as const
/** Place of a link along its chain. */
export const linkPositions = ['upstream', 'midstream', 'downstream', 'supporting'] as const
/** 强, 弱, 缺: how well a link stands at home. */
export const linkStates = ['strong', 'weak', 'missing'] as const
/** Who takes an agreed item upon itself. */
export const agreedSides = ['ours', 'theirs'] as const
/** Where a topic of a negotiation stands. */
export const negotiationStates = ['open', 'closer', 'agreed', 'stuck', 'dropped'] as const
export const genders = ['male', 'female'] as const
/** 门类 of GB/T 4754-2017. */
export const industrySections = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'I',
  'J',
  'K',
  'L',
  'M',
  'N',
  'O',
  'P',
  'Q',
  'R',
  'S',
  'T',
] as const

export const projectKinds = ['new', 'expansion', 'upgrade', 'renovation'] as const
/** The stages of a project from reserve to full capacity, then the three that stand beside the ladder. */
export const projectStages = [
  'reserve',
  'lead',
  'contact',
  'talks',
  'signed',
  'registered',
  'started',
  'building',
  'in_production',
  'full_capacity',
  'suspended',
  'ended',
  'moved',
] as const
export const proofKinds = [
  'agreement',
  'licence',
  'building_permit',
  'site_photo',
  'production_proof',
  'capacity_proof',
] as const
export const projectClasses = ['A', 'B', 'C'] as const
export const policyLevels = ['national', 'province', 'city', 'county', 'park'] as const
export const siteKinds = ['headquarters', 'factory', 'research', 'branch', 'other'] as const

export type VisitType = (typeof visitTypes)[number]
export type BadgeType = (typeof badgeTypes)[number]
export type TripRole = (typeof tripRoles)[number]
export type HalfDay = (typeof halfDays)[number]
export type OutcomeLevel = (typeof outcomeLevels)[number]
export type Role = (typeof roles)[number]

/** The closed lists whose codes have names in the user's language, by their own name. */
export const enumerations = {
  agreedSides,
  attachmentKinds,
  negotiationStates,
  badgeTypes,
  chainStatuses,
  confidentialities,
  demandCategories,
  demandStates,
  enterpriseStatuses,
  genders,
  halfDays,
  industrySections,
  linkPositions,
  linkStates,
  outcomeLevels,
  ownerships,
  policyLevels,
  priorities,
  projectClasses,
  projectKinds,
  projectStages,
  proofKinds,
  regions,
  roles,
  siteKinds,
  targetLevels,
  tripKinds,
  tripRoles,
  tripStates,
  visitModes,
  visitTypes,
} as const
