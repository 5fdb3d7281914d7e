import { v5 as uuidFrom } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type { Seen } from '#shared/contract/seen.ts'
import type { VisitDetail, VisitSummary, visitsContract } from '#shared/contract/visits.ts'
import { tidyEnterpriseName } from '#shared/domain/enterprise-names.ts'
import { changedNextStep, nextStepOf } from '#shared/domain/follow-ups.ts'
import { cityOfPlace } from '#shared/domain/places.ts'
import { lateEntryDays, type Visit, type VisitDraft, visitGaps } from '#shared/domain/visits.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { CallClock, Handlers } from '../host/context.ts'
import { findEnterprise } from '../queries/enterprises.ts'
import { findFollowUp, promisesOfVisits } from '../queries/promises.ts'
import { recordFoot } from '../queries/records.ts'
import {
  countVisits,
  findVisit,
  type VisitQuery,
  type VisitRow,
  visitSurroundings,
  visitsMatching,
} from '../queries/visits.ts'
import { record, type WriteContext } from '../record/record.ts'
import { visitsSaying } from '../search/saying.ts'
import { moveAttachmentsWith } from './owned-attachments.ts'
import { replaceRecords, saveRecord } from './save-records.ts'

export const visitHandlers: Handlers<typeof visitsContract> = {
  'visits.list': ({ read, remember, clock }, filter) =>
    read(async (db) => {
      const { limit: _limit, offset: _offset, ...narrowed } = filter
      const saying = await remember(`visits saying ${filter.text}`, () => visitsSaying(db, filter.text))
      const asked = { ...filter, ids: saying?.ids ?? null }
      return {
        rows: await visitSummaries(db, clock, asked),
        total: await remember(`visits ${JSON.stringify(narrowed)}`, () => countVisits(db, asked)),
        more: saying?.more ?? false,
      }
    }),
  'visits.get': ({ read, clock, account }, { id }) =>
    read((db) => visitDetail(db, clock, id, account?.userId ?? null)),
  'visits.save': async ({ write, author, clock }, { id, seen, newEnterprise, ...draft }) => {
    const context = author()
    await write(async (tx) => {
      const before = await findVisit(tx, id)
      if (before && before.createdBy !== context.author) throw new AppError('record/not-yours')
      await prepareEnterprise(tx, context, draft.enterpriseId, newEnterprise, before)
      await saveVisit(tx, context, id, { draft, seen, before })
      await moveAttachmentsWith(tx, context, id, draft)
    })
    return { savedAt: clock.now }
  },
}

/** Visits of a list with what the rules say of each. */
export async function visitSummaries(
  db: Reader,
  clock: CallClock,
  filter: VisitQuery,
): Promise<VisitSummary[]> {
  return (await visitsMatching(db, filter)).map((row) => summaryOf(row, clock))
}

function summaryOf({ noCounterpartReason, createdAt, ...row }: VisitRow, clock: CallClock): VisitSummary {
  const names = (people: Visit['ourPeople']) => people.map(({ name }) => name).join('、')
  return {
    ...row,
    ourPeople: names(row.ourPeople),
    theirPeople: names(row.theirPeople),
    lateEntryDays: lateEntryDays(row.occurredOn, clock.dayOf(createdAt)),
    gaps: visitGaps({ ...row, noCounterpartReason }),
  }
}

async function visitDetail(
  db: Reader,
  clock: CallClock,
  id: string,
  userId: string | null,
): Promise<VisitDetail | null> {
  const visit = await findVisit(db, id)
  const foot = await recordFoot(db, 'visits', id)
  if (!visit || !foot) return null
  return {
    visit,
    ...(await visitSurroundings(db, visit)),
    demands: await promisesOfVisits(db, 'demands', [id]),
    commitments: await promisesOfVisits(db, 'commitments', [id]),
    lateEntryDays: lateEntryDays(visit.occurredOn, clock.dayOf(visit.createdAt)),
    gaps: visitGaps(visit),
    mine: visit.createdBy === userId,
    foot,
  }
}

/**
 * Makes the enterprise a visit is about, where it is typed for the first time, and notes that it was contacted. An
 * enterprise that is not on this device is no reason to refuse a visit that already named it.
 */
async function prepareEnterprise(
  tx: Writer,
  context: WriteContext,
  id: string,
  typed: { readonly name: string; readonly city: string | null } | null,
  before: Visit | undefined,
): Promise<void> {
  const known = await findEnterprise(tx, id)
  if (known) {
    const isFresh = known.status === null || known.status === 'untouched'
    const values = { status: 'contacted' as const }
    if (isFresh) await record(tx, context, { table: 'enterprises', id, kind: 'set', values })
    return
  }
  if (typed) {
    const city = typed.city === null ? null : cityOfPlace(typed.city).city
    const values = { name: tidyEnterpriseName(typed.name), city, status: 'contacted' as const }
    return saveRecord(tx, context, { table: 'enterprises', id, kind: 'set', values })
  }
  if (before?.enterpriseId !== id)
    throw new AppError('record/invalid', { problems: [{ path: ['enterpriseId'], message: 'required' }] })
}

async function saveVisit(
  tx: Writer,
  context: WriteContext,
  id: string,
  { draft, seen, before }: { draft: VisitDraft; seen: Seen; before: Visit | undefined },
): Promise<void> {
  const { demands, commitments, ...values } = draft
  await saveRecord(tx, context, { table: 'visits', id, kind: 'set', values, seen })
  const place = { enterpriseId: values.enterpriseId, visitId: id, tripId: values.tripId }

  const knownDemands = await promisesOfVisits(tx, 'demands', [id])
  await replaceRecords(
    tx,
    context,
    'demands',
    knownDemands,
    demands.map(({ id: demandId, ...demand }) => {
      const known = knownDemands.find((candidate) => candidate.id === demandId)
      // What became of a demand is written elsewhere; the visit only says what was asked for.
      const values = { ...demand, ...place, ...(known ? {} : { state: 'open' as const }) }
      return { table: 'demands', id: demandId, kind: 'set', values } as const
    }),
    seen?.demands,
  )

  const knownCommitments = await promisesOfVisits(tx, 'commitments', [id])
  await replaceRecords(
    tx,
    context,
    'commitments',
    knownCommitments,
    commitments.map(({ id: commitmentId, ...commitment }) => {
      const known = knownCommitments.find((candidate) => candidate.id === commitmentId)
      const followsVisit = !known || known.madeOn === null || known.madeOn === before?.occurredOn
      const values_ = { ...commitment, ...place, ...(followsVisit ? { madeOn: values.occurredOn } : {}) }
      return { table: 'commitments', id: commitmentId, kind: 'set', values: values_ } as const
    }),
    seen?.commitments,
  )
  await saveFollowUp(tx, context, id, values, before)
}

/** A visit has one follow-up: its id is made from the visit's, so that saving twice never doubles it. */
const followUpIdOf = (visitId: string): string => uuidFrom('follow-up', visitId)

async function saveFollowUp(
  tx: Writer,
  context: WriteContext,
  visitId: string,
  visit: Omit<VisitDraft, 'demands' | 'commitments'>,
  before: Visit | undefined,
): Promise<void> {
  const id = followUpIdOf(visitId)
  const known = await findFollowUp(tx, id)
  const next = nextStepOf(visit)
  if (next === null) {
    if (known) await record(tx, context, { table: 'followUps', id, kind: 'delete' })
    return
  }
  const change = changedNextStep(before ? nextStepOf(before) : null, next)
  // One that was deleted by hand stays deleted until the visit says something new.
  if (!known && Object.keys(change).length === 0) return
  const values = known ? change : { ...next, visitId }
  await saveRecord(tx, context, { table: 'followUps', id, kind: 'set', values })
}
