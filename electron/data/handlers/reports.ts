import type { Account } from '#shared/contract/account.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { reportsContract, WrittenFile } from '#shared/contract/reports.ts'
import { ledgerFilterText } from '#shared/domain/ledger-filter.ts'
import { ledgerFileName, reportFileName } from '#shared/domain/trip-report/file-names.ts'
import type { Freshness } from '#shared/domain/trip-report/input.ts'
import {
  type TripReportInput,
  tripReport,
  tripReportProblems,
} from '#shared/domain/trip-report/trip-report.ts'
import type { Unit } from '#shared/domain/units.ts'
import { type VisitLedgerInput, visitLedger } from '#shared/domain/visit-ledger.ts'
import type { Reader } from '../database/schema.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { photosOfTrip } from '../queries/attachments.ts'
import { enterprisesByIds } from '../queries/enterprises.ts'
import { freshnessOfTrip } from '../queries/freshness.ts'
import { allUnits, allUsers } from '../queries/people.ts'
import { promisesOfVisits } from '../queries/promises.ts'
import { findTrip, membersOf, storedLegsOf } from '../queries/trips.ts'
import { type VisitQuery, wholeVisitsMatching } from '../queries/visits.ts'
import { tripReportDocx } from '../reports/trip-report-docx.ts'
import { visitLedgerXlsx } from '../reports/visit-ledger-xlsx.ts'
import { dataFreshness } from '../sync/data-freshness.ts'

export const reportHandlers: Handlers<typeof reportsContract> = {
  'reports.tripPreview': async (context, options) => {
    const freshness = await freshnessOf(context, options.tripId)
    const input = await context.read((db) => tripReportInput(db, context, { ...options, freshness }))
    const report = tripReport(input)
    return {
      report,
      problems: tripReportProblems(input),
      fileName: reportFileName(input.unit.name, report, input.today),
      ledgerName: ledgerFileName(input.unit.name, input.trip.cities, input.today),
    }
  },
  'reports.exportTrip': async (context, { fileToken, pictures, ...options }) => {
    const freshness = await freshnessOf(context, options.tripId)
    const input = await context.read((db) => tripReportInput(db, context, { ...options, freshness }))
    return writeFile(context, fileToken, await tripReportDocx(tripReport(input), { pictures }))
  },
  'reports.exportLedger': async (context, { filter, fileToken }) => {
    const freshness = await freshnessOf(context, filter.tripId)
    const input = await context.read((db) => ledgerInput(db, context, filter, freshness))
    if (input.entries.length === 0) throw new AppError('report/no-visits')
    const written = writeFile(context, fileToken, await visitLedgerXlsx(visitLedger(input)))
    return { ...written, rows: input.entries.length }
  },
  'reports.ledgerName': ({ read, clock, user }, { filter }) =>
    read(async (db) => {
      const unit = unitOf(await allUnits(db), null, user())
      const trip = filter.tripId === null ? undefined : await findTrip(db, filter.tripId)
      return { fileName: ledgerFileName(unit.name, trip?.cities ?? [], clock.today) }
    }),
}

function writeFile({ files }: HandlerContext, fileToken: string, content: Uint8Array): WrittenFile {
  files.write(fileToken, content)
  return { name: files.nameOf(fileToken), bytes: content.byteLength }
}

/** How far the server's records are here, and how many of the trip's people have sent all of it, as the server said. */
async function freshnessOf({ read, sync, clock }: HandlerContext, tripId: string | null): Promise<Freshness> {
  const { lastSyncedAt } = await sync().status()
  const syncedThrough =
    lastSyncedAt === null ? null : `${clock.dayOf(lastSyncedAt)} ${clock.timeOf(lastSyncedAt)}`
  const nobodyKnows = { syncedThrough, people: null, peopleSynced: null }
  if (tripId === null) return nobodyKnows
  const { asOf, people, peopleSynced } = await read(async (db) => {
    const trip = await findTrip(db, tripId)
    // The end of the day by the clock that is furthest behind.
    const ended = trip && new Date(Date.parse(`${trip.endOn}T00:00:00Z`) + 36 * 3_600_000).toISOString()
    return dataFreshness(await freshnessOfTrip(db, tripId), ended)
  })
  return asOf === null ? nobodyKnows : { syncedThrough, people, peopleSynced }
}

async function tripReportInput(
  db: Reader,
  { clock, user }: HandlerContext,
  options: Pick<TripReportInput, 'maskPhones' | 'freshness'> & {
    readonly tripId: string
    readonly withPhotos: boolean
  },
): Promise<TripReportInput> {
  const { tripId, maskPhones, freshness, withPhotos } = options
  const photos = withPhotos ? await photosOfTrip(db, tripId) : []
  const trip = await findTrip(db, tripId)
  if (!trip) throw new AppError('record/not-found')
  const visits = await wholeVisitsMatching(db, everyVisitOf(tripId))
  const visitIds = visits.map(({ id }) => id)
  const legs = await storedLegsOf(db, tripId)
  const units = await allUnits(db)
  const enterpriseIds = [...visits, ...legs].flatMap(({ enterpriseId }) => enterpriseId ?? [])
  return {
    trip,
    members: await membersOf(db, tripId),
    legs,
    visits,
    enterprises: await enterprisesByIds(db, [...new Set(enterpriseIds)]),
    demands: await promisesOfVisits(db, 'demands', visitIds),
    commitments: await promisesOfVisits(db, 'commitments', visitIds),
    followUps: await promisesOfVisits(db, 'followUps', visitIds),
    photos: photos.map(({ takenAt, ...photo }) => ({
      ...photo,
      takenOn: takenAt === null ? null : clock.dayOf(takenAt),
    })),
    unit: unitOf(units, trip.unitId, user()),
    units,
    users: await allUsers(db),
    today: clock.today,
    // A teammate's visit that came without the server is not on it either.
    unsent: visits.filter(({ safety }) => ['local', 'carried', 'awaited'].includes(safety)).length,
    freshness,
    maskPhones,
  }
}

const everyVisitOf = (tripId: string): VisitQuery => ({
  ...{ text: '', from: null, to: null, type: null, outcomeLevel: null, enterpriseId: null },
  ...{ tripId, authorId: null, onlyLocal: false, limit: 1000, offset: 0 },
})

async function ledgerInput(
  db: Reader,
  { clock, user }: HandlerContext,
  filter: VisitQuery,
  freshness: Freshness,
): Promise<VisitLedgerInput> {
  const visits = await wholeVisitsMatching(db, filter)
  const users = await allUsers(db)
  const units = await allUnits(db)
  const trip = filter.tripId === null ? undefined : await findTrip(db, filter.tripId)
  const enterpriseIds = visits.map(({ enterpriseId }) => enterpriseId)
  const wanted = filter.enterpriseId === null ? enterpriseIds : [...enterpriseIds, filter.enterpriseId]
  const enterprises = new Map(
    (await enterprisesByIds(db, [...new Set(wanted)])).map((enterprise) => [enterprise.id, enterprise]),
  )
  return {
    entries: visits.map(({ safety, demands, commitments, ...visit }) => ({
      visit,
      enterprise: enterprises.get(visit.enterpriseId),
      demands,
      commitments,
      enteredOn: clock.dayOf(visit.createdAt),
      uploaded: safety === 'uploaded' || safety === 'conflict',
    })),
    places: trip?.cities ?? [],
    unit: unitOf(units, trip?.unitId ?? null, user()),
    units,
    users,
    preparedBy: user().userName,
    today: clock.today,
    freshness,
    filter: ledgerFilterText({
      ...filter,
      enterprise: enterprises.get(filter.enterpriseId ?? '')?.name ?? null,
      trip: trip?.title ?? null,
      author: users.find(({ id }) => id === filter.authorId)?.name ?? null,
    }),
  }
}

/** The unit that signs: that of the trip, else the user's. Before the first download only its name may be known. */
function unitOf(units: readonly Unit[], unitId: string | null, account: Account): Unit {
  const found = units.find(({ id }) => id === unitId) ?? units.find(({ id }) => id === account.unitId)
  if (found) return found
  return {
    id: account.unitId,
    unitId: account.unitId,
    createdBy: account.userId,
    createdAt: '',
    origin: 'server',
    importBatchId: null,
    name: account.unitName ?? account.organisation,
    shortName: null,
    kind: 'department',
    parentId: null,
    divisionCode: null,
    regionScope: null,
    rankOrder: null,
  }
}
