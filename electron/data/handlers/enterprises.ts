import type {
  EnterpriseContact,
  EnterpriseDetail,
  enterprisesContract,
  SimilarEnterprise,
} from '#shared/contract/enterprises.ts'
import type { TimelineEntry } from '#shared/contract/timeline.ts'
import { canMeanFirm, enterpriseName } from '#shared/domain/enterprise-names.ts'
import { isInRegion } from '#shared/domain/regions.ts'
import {
  commitmentMoment,
  demandMoment,
  followUpMoment,
  noteMoment,
  visitMoment,
} from '#shared/domain/timeline.ts'
import { normaliseUscc } from '#shared/domain/uscc.ts'
import type { Reader } from '../database/schema.ts'
import type { CallClock, Handlers } from '../host/context.ts'
import { contactsOfEnterprises } from '../queries/contacts.ts'
import {
  citiesOfEnterprises,
  countEnterprises,
  enterpriseCounts,
  enterpriseFacets,
  enterprisesMatching,
  findEnterprise,
  similarCandidates,
  suggestEnterprises,
} from '../queries/enterprises.ts'
import { recordFoot } from '../queries/records.ts'
import { type EnterpriseHistory, historyOf } from '../queries/timeline.ts'
import { transferOf } from '../queries/transfers.ts'
import { requestTransfer } from '../record/request-transfer.ts'
import { enterprisesSaying } from '../search/saying.ts'
import { saveRecord } from './save-records.ts'

const suggestions = 10
const mostSimilar = 5

export const enterpriseHandlers: Handlers<typeof enterprisesContract> = {
  'enterprises.list': ({ read }, { region, text, ...filter }) =>
    read(async (db) => {
      const cities =
        region === null ? null : (await citiesOfEnterprises(db)).filter((city) => isInRegion(city, region))
      const saying = await enterprisesSaying(db, text)
      const asked = { ...filter, cities, ids: saying?.ids ?? null }
      return {
        rows: await enterprisesMatching(db, asked),
        total: await countEnterprises(db, asked),
        more: saying?.more ?? false,
      }
    }),
  'enterprises.facets': ({ read }) => read(enterpriseFacets),
  'enterprises.get': ({ read, clock }, { id }) => read((db) => enterpriseDetail(db, clock, id)),
  'enterprises.suggest': ({ read }, { text }) => read((db) => suggestEnterprises(db, text, suggestions)),
  'enterprises.similar': ({ read }, { name, uscc, exceptId }) =>
    read((db) => similarEnterprises(db, name, uscc, exceptId)),
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

async function enterpriseDetail(db: Reader, clock: CallClock, id: string): Promise<EnterpriseDetail | null> {
  const enterprise = await findEnterprise(db, id)
  const foot = await recordFoot(db, 'enterprises', id)
  if (!enterprise || !foot) return null
  const people = await contactsOfEnterprises(db, [id])
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

/** Enterprises that may be the one being typed: the same credit code first, then the same name in other words. */
async function similarEnterprises(
  db: Reader,
  name: string,
  typedUscc: string | null,
  exceptId: string | null,
): Promise<SimilarEnterprise[]> {
  const uscc = normaliseUscc(typedUscc ?? '') || null
  const { core } = enterpriseName(name)
  const candidates = await similarCandidates(db, {
    ...{ core: Array.from(core).length < 2 ? '' : core, name, uscc, exceptId },
  })
  return candidates
    .flatMap((candidate): SimilarEnterprise[] => {
      const { id, city, lastVisitOn } = candidate
      const shown = { id, name: candidate.name, city, lastVisitOn }
      if (uscc !== null && candidate.uscc === uscc) return [{ ...shown, because: 'uscc' }]
      return canMeanFirm(name, candidate) ? [{ ...shown, because: 'name' }] : []
    })
    .sort((a, b) => Number(b.because === 'uscc') - Number(a.because === 'uscc'))
    .slice(0, mostSimilar)
}
