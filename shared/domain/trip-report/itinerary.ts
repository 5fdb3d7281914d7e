import { type CalendarDate, officialDate, officialMonthDay } from '../calendar.ts'
import { type HalfDay, halfDays } from '../enumerations.ts'
import { halfDayWording, visitActivity } from '../report-wording.ts'
import type { TripLeg } from '../trips.ts'
import type { Visit } from '../visits.ts'
import { inOrder } from './figures.ts'
import type { TripReportInput } from './input.ts'
import { delegates, participants, styledNames } from './people.ts'
import { distinct, officialText, sentence } from './text.ts'

/** One line of the itinerary: a planned half day, or a visit that no plan foresaw. */
export interface ItineraryEntry {
  readonly date: CalendarDate
  readonly half: HalfDay | null
  readonly time: string | null
  readonly place: string
  readonly activity: string
  /** Set for an entry made from a visit; equal neighbours are told together: `拜访甲公司、乙公司`. */
  readonly visit: { readonly type: Visit['type']; readonly mode: Visit['mode']; readonly name: string } | null
  readonly counterpart: string
  readonly participants: string
  readonly remarks: string
}

/**
 * The itinerary by day, half day and time: the planned half days, joined with the visits they foresaw (same day,
 * same enterprise), and the visits nobody planned. Days without a plan consist of their visits.
 */
export function itinerary(input: TripReportInput): ItineraryEntry[] {
  const visits = inOrder(input.visits)
  const planned = input.legs.map((leg) =>
    legEntry(
      input,
      leg,
      visits.filter((visit) => belongs(leg, visit)),
    ),
  )
  const unplanned = visits
    .filter((visit) => !input.legs.some((leg) => belongs(leg, visit)))
    .flatMap((visit) => visitEntry(input, visit))
  return [...sortedLegs(planned, input.legs), ...unplanned]
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => entryOrder(a.entry, b.entry) || a.index - b.index)
    .map(({ entry }) => entry)
}

/** `11月18日上午，拜访甲公司；下午，实地考察乙公司。` for each day of the itinerary, in order. */
export function itinerarySentences(entries: readonly ItineraryEntry[], today: CalendarDate): string[] {
  const days = distinct(entries.map(({ date }) => date))
  return days.map((date, index) => {
    const before = days[index - 1] ?? ''
    const ofDay = entries.filter((entry) => entry.date === date)
    const halves = distinct(ofDay.map(({ half }) => half)).map((half, position) => {
      const told = toldTogether(ofDay.filter((entry) => entry.half === half)).join('，')
      if (half !== null) return `${halfDayWording[half]}，${told}`
      return position === 0 ? told : `当日还${told}`
    })
    const comma = ofDay[0]?.half === null ? '，' : ''
    return sentence(`${dayName(date, before, today)}${comma}${halves.join('；')}`)
  })
}

function belongs(leg: TripLeg, visit: Visit): boolean {
  return leg.enterpriseId === visit.enterpriseId && leg.date === visit.occurredOn
}

function legEntry(input: TripReportInput, leg: TripLeg, visits: readonly Visit[]): ItineraryEntry {
  const enterprise = input.enterprises.find(({ id }) => id === leg.enterpriseId)
  const ours = visits.flatMap((visit) => visit.ourPeople)
  const theirs = visits.flatMap((visit) => visit.theirPeople)
  const met = styledNames(theirs) || (enterprise?.shortName ?? enterprise?.name ?? '')
  return {
    date: leg.date,
    half: leg.half,
    time: leg.startTime,
    place: officialText(leg.place) || officialText(visits[0]?.place),
    activity: officialText(leg.activity),
    visit: null,
    counterpart: officialText(leg.counterpart) || met,
    participants: officialText(leg.participants) || participants(ours, delegates(input)),
    remarks: [officialText(leg.transport), officialText(leg.remarks)].filter(Boolean).join('；'),
  }
}

function visitEntry(input: TripReportInput, visit: Visit): ItineraryEntry[] {
  const enterprise = input.enterprises.find(({ id }) => id === visit.enterpriseId)
  if (!enterprise) return []
  return [
    {
      date: visit.occurredOn,
      half: halfOf(visit.startTime),
      time: visit.startTime,
      place: officialText(visit.place),
      activity: visitActivity(visit.type, visit.mode, [enterprise.name]),
      visit: { type: visit.type, mode: visit.mode, name: enterprise.name },
      counterpart: styledNames(visit.theirPeople),
      participants: participants(visit.ourPeople, delegates(input)),
      remarks: '',
    },
  ]
}

/** Before 12:00 is morning, before 18:00 afternoon. */
function halfOf(time: string | null): HalfDay | null {
  if (time === null) return null
  return time < '12:00' ? 'morning' : time < '18:00' ? 'afternoon' : 'evening'
}

function sortedLegs(entries: readonly ItineraryEntry[], legs: readonly TripLeg[]): ItineraryEntry[] {
  return entries
    .map((entry, index) => ({ entry, position: legs[index]?.position ?? Number.MAX_SAFE_INTEGER }))
    .sort((a, b) => a.position - b.position)
    .map(({ entry }) => entry)
}

function entryOrder(a: ItineraryEntry, b: ItineraryEntry): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1
  const half = halfRank(a) - halfRank(b)
  if (half !== 0 || a.time === b.time || a.time === null || b.time === null) return half
  return a.time < b.time ? -1 : 1
}

function halfRank({ half }: ItineraryEntry): number {
  return half === null ? halfDays.length : halfDays.indexOf(half)
}

/** Activities of one half day; visits of one kind that follow each other are told in one breath. */
function toldTogether(entries: readonly ItineraryEntry[]): string[] {
  const groups: ItineraryEntry[][] = []
  for (const entry of entries) {
    const previous = groups.at(-1)
    const same = previous?.[0]?.visit
    if (previous && same && entry.visit && sameKind(same, entry.visit)) previous.push(entry)
    else groups.push([entry])
  }
  return groups.map((group) => {
    const first = group[0]
    if (!first?.visit) return first?.activity ?? ''
    const names = group.flatMap(({ visit }) => (visit ? [visit.name] : []))
    return visitActivity(first.visit.type, first.visit.mode, names)
  })
}

/** 上门拜访 and 陌拜 are both told as 拜访. */
function sameKind(a: NonNullable<ItineraryEntry['visit']>, b: NonNullable<ItineraryEntry['visit']>): boolean {
  return visitActivity(a.type, a.mode, ['']) === visitActivity(b.type, b.mode, [''])
}

function dayName(date: CalendarDate, before: CalendarDate, today: CalendarDate): string {
  if (before.slice(0, 7) === date.slice(0, 7)) return `${Number(date.slice(8))}日`
  const known = before === '' ? today : before
  return known.slice(0, 4) === date.slice(0, 4) ? officialMonthDay(date) : officialDate(date)
}
