import type { z } from 'zod'
import {
  type EnterpriseContact,
  type EnterpriseDetail,
  type EnterpriseFilter,
  type enterprisesContract,
  mostAtOnce,
} from '#shared/contract/enterprises.ts'
import type { TimelineEntry } from '#shared/contract/timeline.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { contactInterval, contactLight, daysUntilDue } from '#shared/domain/contact-light.ts'
import type { Enterprise } from '#shared/domain/enterprises.ts'
import { isInRegion } from '#shared/domain/regions.ts'
import {
  commitmentMoment,
  demandMoment,
  followUpMoment,
  noteMoment,
  visitMoment,
} from '#shared/domain/timeline.ts'
import type { Reader } from '../database/schema.ts'
import type { CallClock, HandlerContext, Handlers } from '../host/context.ts'
import { contactsOfEnterprises } from '../queries/contacts.ts'
import {
  citiesOfEnterprises,
  countEnterprises,
  enterpriseCounts,
  enterpriseFacets,
  enterprisesMatching,
  findEnterprise,
  idsOfEnterprises,
  lastVisitTo,
  subsidiariesOf,
} from '../queries/enterprises.ts'
import { recordFoot } from '../queries/records.ts'
import { type EnterpriseHistory, historyOf } from '../queries/timeline.ts'
import { transferOf } from '../queries/transfers.ts'
import { requestTransfer } from '../record/request-transfer.ts'
import { enterprisesSaying } from '../search/saying.ts'
import { suggestEnterprises } from '../search/suggesting.ts'
import { bulkEditHandlers } from './bulk-edits.ts'
import { saveRecord } from './save-records.ts'

const suggestions = 10

export const enterpriseHandlers: Handlers<typeof enterprisesContract> = {
  'enterprises.list': ({ read, remember, clock: { today } }, { limit, offset, ...filter }) =>
    read(async (db) => {
      const { asked, more } = await askedOf(db, remember, { ...filter, limit, offset }, today)
      const rows = await enterprisesMatching(db, asked)
      const name = `enterprises ${today} ${JSON.stringify(filter)}`
      return {
        rows: rows.map((row) => ({ ...row, ...contactOf(row, row.lastVisitOn, today) })),
        total: await remember(name, () => countEnterprises(db, asked)),
        more,
      }
    }),
  'enterprises.ids': ({ read, remember, clock: { today } }, input) =>
    read(async (db) => idsOfEnterprises(db, (await askedOf(db, remember, input, today)).asked, mostAtOnce)),
  ...bulkEditHandlers,
  'enterprises.facets': ({ read, remember }) =>
    read((db) => remember('facets of enterprises', () => enterpriseFacets(db))),
  'enterprises.get': ({ read, clock }, { id }) => read((db) => enterpriseDetail(db, clock, id)),
  'enterprises.suggest': ({ read }, { text }) => read((db) => suggestEnterprises(db, text, suggestions)),
  'enterprises.requestTransfer': async ({ write, author }, { id, toUnitId, reason }) => {
    const context = author()
    await write((tx) => requestTransfer(tx, context, { id, toUnitId, reason }))
    return null
  },
  'enterprises.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'enterprises', id, kind: 'set', values, seen }))
    return null
  },
}

async function askedOf(
  db: Reader,
  remember: HandlerContext['remember'],
  { region, text, ...filter }: z.output<typeof EnterpriseFilter>,
  today: CalendarDate,
) {
  const cities =
    region === null ? null : (await citiesOfEnterprises(db)).filter((city) => isInRegion(city, region))
  const saying = await remember(`enterprises saying ${text}`, () => enterprisesSaying(db, text))
  return { asked: { ...filter, cities, today, ids: saying?.ids ?? null }, more: saying?.more ?? false }
}

/** How the contact with an enterprise stands. */
function contactOf(
  enterprise: Pick<Enterprise, 'contactIntervalDays' | 'priority'>,
  lastVisitOn: CalendarDate | null,
  today: CalendarDate,
) {
  const interval = contactInterval(enterprise)
  return {
    light: contactLight(enterprise, lastVisitOn, today),
    dueInDays: interval === null || lastVisitOn === null ? null : daysUntilDue(lastVisitOn, interval, today),
  }
}

async function enterpriseDetail(db: Reader, clock: CallClock, id: string): Promise<EnterpriseDetail | null> {
  const enterprise = await findEnterprise(db, id)
  const foot = await recordFoot(db, 'enterprises', id)
  if (!enterprise || !foot) return null
  const people = await contactsOfEnterprises(db, [id])
  const parent = enterprise.parentId ? await findEnterprise(db, enterprise.parentId) : undefined
  const lastVisitOn = await lastVisitTo(db, id)
  return {
    enterprise,
    foot,
    contacts: people.contacts.map(
      (contact): EnterpriseContact => ({
        ...contact,
        posts: people.posts.filter(({ contactId }) => contactId === contact.id),
      }),
    ),
    timeline: timelineOf(await historyOf(db, id), clock),
    transfer: await transferOf(db, id),
    parent: parent ? { id: parent.id, name: parent.name } : null,
    subsidiaries: await subsidiariesOf(db, id),
    lastVisitOn,
    ...contactOf(enterprise, lastVisitOn, clock.today),
    ...(await enterpriseCounts(db, id)),
  }
}

function timelineOf(history: EnterpriseHistory, { today, dayOf }: CallClock): TimelineEntry[] {
  const who = ({ id, authorName, safety }: Pick<TimelineEntry, 'id' | 'authorName' | 'safety'>) => ({
    id,
    authorName,
    safety,
  })
  const entries: TimelineEntry[] = [
    ...history.visits.map((row) => ({ kind: 'visit' as const, ...who(row), ...visitMoment(row) })),
    ...history.notes.map((row) => ({ kind: 'note' as const, ...who(row), ...noteMoment(row) })),
    ...history.demands.map((row) => ({
      ...{ kind: 'demand' as const, ...who(row) },
      ...demandMoment(row, dayOf(row.createdAt), today),
    })),
    ...history.commitments.map((row) => ({
      ...{ kind: 'commitment' as const, ...who(row) },
      ...commitmentMoment(row, dayOf(row.createdAt), today),
    })),
    ...history.followUps.map((row) => ({
      ...{ kind: 'followUp' as const, ...who(row) },
      ...followUpMoment(row, dayOf(row.createdAt), today),
    })),
  ]
  return entries.sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? 1 : -1))
}
