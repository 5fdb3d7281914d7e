import { eachDay } from '../calendar.ts'
import { isSameEnterpriseName } from '../enterprise-names.ts'
import type { Enterprise } from '../enterprises.ts'
import type { TableName } from '../entities.ts'
import { top500Badges } from '../enumerations.ts'
import { leastContent, visitGaps } from '../visits.ts'
import { nextOwner } from './enterprises.ts'
import { inOrder, isLawful } from './figures.ts'
import { defaultRecipient, type TripReportInput } from './input.ts'
import { tripPlaces } from './opening.ts'
import { delegates } from './people.ts'
import { mostPhotos, photosFor } from './photos.ts'
import { distinct, officialText } from './text.ts'

/** Every code is a key `problems.<code>` of the `reports` texts. */
export type ReportProblemCode =
  | 'no-members'
  | 'no-leader'
  | 'no-filing-number'
  | 'no-recipient'
  | 'no-purpose'
  | 'no-cities'
  | 'no-visits'
  | 'trip-not-over'
  | 'trip-cancelled'
  | 'day-without-legs'
  | 'leg-outside-trip'
  | 'member-without-post'
  | 'unsent-visits'
  | 'colleagues-not-synced'
  | 'visit-without-enterprise'
  | 'visit-without-our-people'
  | 'visit-without-their-people'
  | 'visit-content-too-short'
  | 'visit-without-outcome'
  | 'visit-without-next-step'
  | 'visit-without-next-owner'
  | 'visit-without-next-due'
  | 'visit-outside-trip'
  | 'visit-people-not-members'
  | 'enterprise-without-city'
  | 'enterprise-without-products'
  | 'enterprise-without-uscc'
  | 'enterprise-badge-without-year'
  | 'duplicate-enterprises'
  | 'demand-without-responsible'
  | 'commitment-without-due'
  | 'commitment-without-basis'
  | 'photos-not-here'
  | 'too-many-photos'

/** Something the person who signs should mend or know. `subject` is where the screen leads to. */
export interface ReportProblem {
  readonly code: ReportProblemCode
  /** `missing`: the document has a gap there. `advice`: it reads well, yet somebody should look. */
  readonly severity: 'missing' | 'advice'
  readonly subject: { readonly table: TableName; readonly id: string; readonly field: string | null }
  readonly params: Readonly<Record<string, string | number>>
}

type Report = (
  severity: ReportProblem['severity'],
  code: ReportProblemCode,
  field: string | null,
  params?: ReportProblem['params'],
) => ReportProblem

/** What is missing before the report is handed in, gaps first, each group in the order of the document. */
export function tripReportProblems(input: TripReportInput): ReportProblem[] {
  const found = [
    ...tripProblems(input),
    ...memberProblems(input),
    ...legProblems(input),
    ...visitProblems(input),
    ...enterpriseProblems(input),
    ...promiseProblems(input),
  ]
  return [
    ...found.filter(({ severity }) => severity === 'missing'),
    ...found.filter(({ severity }) => severity === 'advice'),
  ]
}

function about(table: TableName, id: string): Report {
  return (severity, code, field, params = {}) => ({ code, severity, subject: { table, id, field }, params })
}

function when(condition: boolean, problem: () => ReportProblem): ReportProblem[] {
  return condition ? [problem()] : []
}

function tripProblems(input: TripReportInput): ReportProblem[] {
  const { trip, members, visits, unsent, freshness, today } = input
  const report = about('trips', trip.id)
  const photos = photosFor(input)
  const elsewhere = photos.filter(({ here }) => !here).length
  const { people, peopleSynced } = freshness
  const waiting = people === null || peopleSynced === null ? 0 : people - peopleSynced
  return [
    ...when(members.length === 0, () => report('missing', 'no-members', 'members')),
    ...when(members.length > 0 && !members.some(({ role }) => role === 'leader'), () =>
      report('missing', 'no-leader', 'members'),
    ),
    ...when(trip.filingNo === null, () => report('missing', 'no-filing-number', 'filingNo')),
    ...when(tripPlaces(input).length === 0, () => report('missing', 'no-cities', 'cities')),
    ...when(tripPlaces(input).length > 0 && trip.cities.length === 0, () =>
      report('advice', 'no-cities', 'cities'),
    ),
    ...when(visits.length === 0, () => report('missing', 'no-visits', null)),
    ...when(unsent > 0, () => report('missing', 'unsent-visits', null, { count: unsent })),
    ...when(waiting > 0, () => report('missing', 'colleagues-not-synced', null, { count: waiting })),
    ...when(trip.state === 'cancelled', () => report('missing', 'trip-cancelled', 'state')),
    ...when(trip.endOn > today, () => report('advice', 'trip-not-over', 'endOn', { date: trip.endOn })),
    ...when(trip.reportTo === null, () =>
      report('advice', 'no-recipient', 'reportTo', { recipient: defaultRecipient }),
    ),
    ...when(trip.purpose === null, () => report('advice', 'no-purpose', 'purpose')),
    ...when(elsewhere > 0, () => report('advice', 'photos-not-here', null, { count: elsewhere })),
    ...when(photos.length - elsewhere > mostPhotos, () =>
      report('advice', 'too-many-photos', null, { most: mostPhotos }),
    ),
  ]
}

function memberProblems(input: TripReportInput): ReportProblem[] {
  return delegates(input).flatMap(({ member, name, post }) =>
    when(post === null, () =>
      about('tripMembers', member.id)('missing', 'member-without-post', 'post', { name }),
    ),
  )
}

function legProblems({ trip, legs, visits }: TripReportInput): ReportProblem[] {
  const planned = new Set(legs.map(({ date }) => date))
  const visited = new Set(visits.map(({ occurredOn }) => occurredOn))
  const empty = eachDay(trip.startOn, trip.endOn).filter((date) => !planned.has(date))
  return [
    ...empty.map((date) =>
      about('trips', trip.id)(visited.has(date) ? 'advice' : 'missing', 'day-without-legs', 'legs', { date }),
    ),
    ...legs
      .filter(({ date }) => date < trip.startOn || date > trip.endOn)
      .map(({ id, date }) => about('tripLegs', id)('missing', 'leg-outside-trip', 'date', { date })),
  ]
}

function visitProblems(input: TripReportInput): ReportProblem[] {
  const names = new Map(input.enterprises.map(({ id, name }) => [id, name]))
  const members = new Set(input.members.map(({ name }) => name))
  return inOrder(input.visits).flatMap((visit) => {
    const named = names.get(visit.enterpriseId)
    const params = { enterprise: named ?? '', date: visit.occurredOn }
    const make = about('visits', visit.id)
    const missing = (code: ReportProblemCode, field: string) => make('missing', code, field, params)
    const gaps = visitGaps(visit)
    const strangers = visit.ourPeople.map(({ name }) => name).filter((name) => !members.has(name))
    const step = visit.nextStep !== null
    const outside = visit.occurredOn < input.trip.startOn || visit.occurredOn > input.trip.endOn
    return [
      ...when(named === undefined, () => missing('visit-without-enterprise', 'enterpriseId')),
      ...when(outside, () => missing('visit-outside-trip', 'occurredOn')),
      ...when(gaps.includes('our-people'), () => missing('visit-without-our-people', 'ourPeople')),
      ...when(gaps.includes('their-people'), () => missing('visit-without-their-people', 'theirPeople')),
      ...when(gaps.includes('content'), () =>
        make('missing', 'visit-content-too-short', 'topics', { ...params, least: leastContent }),
      ),
      ...when(visit.outcome === null, () => missing('visit-without-outcome', 'outcome')),
      ...when(!step, () => missing('visit-without-next-step', 'nextStep')),
      ...when(step && nextOwner(visit, input) === '', () => missing('visit-without-next-owner', 'nextOwner')),
      ...when(step && visit.nextDue === null, () => missing('visit-without-next-due', 'nextDue')),
      ...when(members.size > 0 && strangers.length > 0, () =>
        make('advice', 'visit-people-not-members', 'ourPeople', { ...params, people: strangers.join('、') }),
      ),
    ]
  })
}

function enterpriseProblems({ visits, enterprises }: TripReportInput): ReportProblem[] {
  const met = distinct(inOrder(visits).map(({ enterpriseId }) => enterpriseId)).flatMap(
    (id) => enterprises.find((enterprise) => enterprise.id === id) ?? [],
  )
  const chambers = new Set(visits.filter(({ type }) => type === 'chamber').map((visit) => visit.enterpriseId))
  return met.flatMap((enterprise) => {
    const params = { enterprise: enterprise.name }
    const make = about('enterprises', enterprise.id)
    const firm = !chambers.has(enterprise.id)
    const undated = enterprise.badges.some(
      ({ type, listYear }) => listYear === null && top500Badges.some((badge) => badge === type),
    )
    const noCode = enterprise.uscc === null && enterprise.usccMissingReason === null
    return [
      ...when(officialText(enterprise.city) === '', () =>
        make('missing', 'enterprise-without-city', 'city', params),
      ),
      ...when(firm && enterprise.mainProducts === null, () =>
        make('missing', 'enterprise-without-products', 'mainProducts', params),
      ),
      ...when(noCode, () => make('advice', 'enterprise-without-uscc', 'uscc', params)),
      ...when(undated, () => make('advice', 'enterprise-badge-without-year', 'badges', params)),
      ...twins(enterprise, met).map((twin) =>
        make('missing', 'duplicate-enterprises', 'name', { ...params, other: twin.name }),
      ),
    ]
  })
}

/** Enterprises further down the list whose name or code says that they are the same firm. */
function twins(enterprise: Enterprise, among: readonly Enterprise[]): Enterprise[] {
  return among
    .slice(among.indexOf(enterprise) + 1)
    .filter(
      (other) =>
        isSameEnterpriseName(other.name, enterprise.name) ||
        (other.uscc !== null && other.uscc === enterprise.uscc),
    )
}

function promiseProblems({ demands, commitments, enterprises }: TripReportInput): ReportProblem[] {
  const name = (id: string) => enterprises.find((enterprise) => enterprise.id === id)?.name ?? ''
  return [
    ...demands
      .filter((demand) => isLawful(demand) && demand.responsible === null)
      .map(({ id, enterpriseId, content }) =>
        about('demands', id)('advice', 'demand-without-responsible', 'responsible', {
          enterprise: name(enterpriseId),
          content,
        }),
      ),
    ...commitments.flatMap(({ id, enterpriseId, content, dueOn, basisPolicy }) => {
      const params = { enterprise: name(enterpriseId), content }
      const make = about('commitments', id)
      return [
        ...when(dueOn === null, () => make('advice', 'commitment-without-due', 'dueOn', params)),
        ...when(basisPolicy === null, () =>
          make('advice', 'commitment-without-basis', 'basisPolicy', params),
        ),
      ]
    }),
  ]
}
