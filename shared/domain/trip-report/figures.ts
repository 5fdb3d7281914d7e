import type { Badge, Enterprise } from '../enterprises.ts'
import { type BadgeType, badgeTypes, type OutcomeLevel } from '../enumerations.ts'
import { badgeWording, badgeYears, countedBadges } from '../report-wording.ts'
import type { Visit } from '../visits.ts'
import type { TripReportInput } from './input.ts'
import { distinct } from './text.ts'

/** How an enterprise was met on the trip. Each enterprise stands in one class only, the first that fits. */
export type MeetingClass = 'visited' | 'toured' | 'served' | 'chamber' | 'remote' | 'other'

/** An enterprise with everything the trip had to do with it: one entry of the text, one row of attachment 3. */
export interface MetEnterprise {
  readonly enterprise: Enterprise
  /** Its visits of this trip, by date and time. */
  readonly visits: readonly Visit[]
  readonly meeting: MeetingClass
  /** Badges valid in the year of the trip, in the order of the enumeration. */
  readonly badges: readonly BadgeType[]
  /** The newest amount named on the trip, 万元; null when none was. */
  readonly investIntent: number | null
  /** The newest judgement of its visits; null when none was made. */
  readonly outcome: OutcomeLevel | null
}

export interface TripFigures {
  readonly met: readonly MetEnterprise[]
  readonly counts: Readonly<Record<MeetingClass, number>>
  /** 其中世界500强×家 …: among the enterprises visited, in the order they are named; zeros left out. */
  readonly badgeCounts: readonly { readonly badge: BadgeType; readonly count: number }[]
  readonly symposiums: number
  readonly roadshows: number
  readonly expos: number
  readonly signings: number
  /** Enterprises that named an amount, and the sum of these amounts in 万元. */
  readonly intents: number
  readonly intentTotal: number
  /** Lawful demands and all commitments of the trip. */
  readonly demands: number
  readonly commitments: number
}

/**
 * The figures of a trip. Opening paragraph, sections and attachments all take their numbers from here, so they
 * cannot differ. 拜访企业 = distinct enterprises of onsite visits of the types door_to_door, return_visit and
 * cold_call (domain brief 4.5); enterprises met otherwise are counted under their own names. Visits that lack
 * people or content are counted and reported as problems, never dropped silently.
 */
export function tripFigures(input: TripReportInput): TripFigures {
  const met = metEnterprises(input)
  const ofClass = (meeting: MeetingClass) => met.filter((entry) => entry.meeting === meeting).length
  const visited = met.filter(({ meeting }) => meeting === 'visited')
  const known = met.flatMap(({ visits }) => visits)
  const ofType = (type: Visit['type']) => known.filter((visit) => visit.type === type).length
  const amounts = met.map(({ investIntent }) => investIntent ?? 0).filter((amount) => amount > 0)
  return {
    met,
    counts: {
      visited: visited.length,
      toured: ofClass('toured'),
      served: ofClass('served'),
      chamber: ofClass('chamber'),
      remote: ofClass('remote'),
      other: ofClass('other'),
    },
    badgeCounts: countedBadges
      .map((badge) => ({ badge, count: visited.filter(({ badges }) => badges.includes(badge)).length }))
      .filter(({ count }) => count > 0),
    symposiums: ofType('symposium'),
    roadshows: ofType('roadshow'),
    expos: ofType('expo'),
    signings: ofType('signing'),
    intents: amounts.length,
    intentTotal: amounts.reduce((sum, amount) => sum + amount, 0),
    demands: input.demands.filter(isLawful).length,
    commitments: input.commitments.length,
  }
}

/** A demand that counts: neither marked unreasonable nor answered as such. */
export function isLawful(demand: TripReportInput['demands'][number]): boolean {
  return !demand.unreasonable && demand.state !== 'unreasonable'
}

/** Visits by date, then time; those without a time come last of their day, in the order they were entered. */
export function inOrder(visits: readonly Visit[]): Visit[] {
  return [...visits].sort((a, b) => {
    const byDay = compare(a.occurredOn, b.occurredOn)
    return byDay || compare(a.startTime ?? '99', b.startTime ?? '99') || compare(a.createdAt, b.createdAt)
  })
}

/** Badges that stand in `year`, each once: a list of a later year does not count yet, an outdated one no more. */
export function validBadges(badges: readonly Badge[], year: number): BadgeType[] {
  const valid = badges.filter(({ type, listYear }) => {
    if (listYear === null) return true
    return listYear <= year && year - listYear <= (badgeYears[type] ?? Number.POSITIVE_INFINITY)
  })
  return badgeTypes.filter((type) => valid.some((badge) => badge.type === type))
}

/** `世界500强、上市公司`; a chamber is called by its kind. */
export function categoryText(entry: Pick<MetEnterprise, 'badges' | 'meeting'>): string {
  const words = entry.badges.map((badge) => badgeWording[badge])
  return (entry.meeting === 'chamber' ? ['商（协）会', ...words] : words).join('、')
}

function metEnterprises({ trip, visits, enterprises }: TripReportInput): MetEnterprise[] {
  const byId = new Map(enterprises.map((enterprise) => [enterprise.id, enterprise]))
  const year = Number(trip.startOn.slice(0, 4))
  const ordered = inOrder(visits)
  const entries = distinct(ordered.map((visit) => visit.enterpriseId)).flatMap((id) => {
    const enterprise = byId.get(id)
    if (!enterprise) return []
    const own = ordered.filter((visit) => visit.enterpriseId === id)
    const amounts = own.flatMap(({ investIntent }) => (investIntent === null ? [] : [investIntent]))
    const outcomes = own.flatMap(({ outcomeLevel }) => (outcomeLevel === null ? [] : [outcomeLevel]))
    return [
      {
        enterprise,
        visits: own,
        meeting: meetingClass(own),
        badges: validBadges(enterprise.badges, year),
        investIntent: amounts.at(-1) ?? null,
        outcome: outcomes.at(-1) ?? null,
      },
    ]
  })
  return [
    ...entries.filter(({ meeting }) => meeting !== 'chamber'),
    ...entries.filter(({ meeting }) => meeting === 'chamber'),
  ]
}

const classTypes: Readonly<Record<'visited' | 'toured' | 'served', readonly Visit['type'][]>> = {
  visited: ['door_to_door', 'return_visit', 'cold_call'],
  toured: ['site_tour'],
  served: ['service'],
}

function meetingClass(visits: readonly Visit[]): MeetingClass {
  const onsite = visits.filter(({ mode }) => mode === 'onsite')
  const has = (types: readonly Visit['type'][]) => onsite.some(({ type }) => types.includes(type))
  if (visits.every(({ type }) => type === 'chamber')) return 'chamber'
  if (has(classTypes.visited)) return 'visited'
  if (has(classTypes.toured)) return 'toured'
  if (has(classTypes.served)) return 'served'
  return onsite.length === 0 ? 'remote' : 'other'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
