import { z } from 'zod'
import { AppError } from '#shared/contract/errors.ts'
import type { MinutesDetail, MinutesStart, minutesContract } from '#shared/contract/minutes.ts'
import { AgreedItem, MinutesDemand, type MinutesDraft, oursOf, rowSteps } from '#shared/domain/minutes.ts'
import { minutesDocument, minutesFileName } from '#shared/domain/minutes-document.ts'
import { type Audience, mayLeave } from '#shared/domain/note-export.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { findEnterprise } from '../queries/enterprises.ts'
import { findMinutes, minutesOf } from '../queries/minutes.ts'
import { unitNameOf } from '../queries/people.ts'
import { promisesOfVisits } from '../queries/promises.ts'
import { authorOf, isDeleted, recordFoot } from '../queries/records.ts'
import { findVisit } from '../queries/visits.ts'
import { record, type WriteContext } from '../record/record.ts'
import { minutesDocx } from '../reports/minutes-docx.ts'
import { saveRecord } from './save-records.ts'

export const minutesHandlers: Handlers<typeof minutesContract> = {
  'minutes.list': ({ read }, filter) => read((db) => minutesOf(db, filter)),
  'minutes.get': (context, { id }) => context.read((db) => minutesDetail(db, context, id)),
  'minutes.start': (context, { enterpriseId, visitId }) =>
    context.read((db) => startOf(db, context, { enterpriseId, visitId })),
  'minutes.save': async ({ write, author, clock }, { id, seen, ...draft }) => {
    const context = author()
    await write(async (tx) => {
      const before = await findMinutes(tx, id)
      if (before && before.createdBy !== context.author) throw new AppError('record/not-yours')
      if (!before && !(await findEnterprise(tx, draft.enterpriseId)))
        throw new AppError('record/invalid', { problems: [{ path: ['enterpriseId'], message: 'required' }] })
      await saveRecord(tx, context, {
        table: 'minutes',
        id,
        kind: 'set',
        values: draft,
        seen: before && seen,
      })
      await saveRows(tx, context, id, draft, {
        demands: shownRows(z.array(MinutesDemand), seen?.demands) ?? before?.demands ?? [],
        agreed: shownRows(z.array(AgreedItem), seen?.agreed) ?? before?.agreed ?? [],
      })
    })
    return { savedAt: clock.now }
  },
  'minutes.fileName': (context, { id, audience }) =>
    context.read(async (db) => {
      const { minutes, unitName } = await documentInput(db, context, id, audience)
      return { fileName: minutesFileName(unitName, minutes, audience) }
    }),
  'minutes.export': async (context, { id, audience, fileToken }) => {
    const { read, files } = context
    const input = await read((db) => documentInput(db, context, id, audience))
    const content = await minutesDocx(minutesDocument(input))
    files.write(fileToken, content)
    return { name: files.nameOf(fileToken), bytes: content.byteLength }
  },
}

async function minutesDetail(db: Reader, context: HandlerContext, id: string): Promise<MinutesDetail | null> {
  const foot = await recordFoot(db, 'minutes', id)
  const minutes = await findMinutes(db, id)
  if (!minutes || !foot) return null
  return {
    minutes,
    enterpriseName: (await findEnterprise(db, minutes.enterpriseId))?.name ?? null,
    mine: minutes.createdBy === context.account?.userId,
    foot,
    document: minutesDocument(await documentInput(db, context, id, 'own')),
  }
}

async function documentInput(db: Reader, { account }: HandlerContext, id: string, audience: Audience) {
  const minutes = await findMinutes(db, id)
  if (!minutes) throw new AppError('record/not-found')
  if (!mayLeave(minutes, audience)) throw new AppError('minutes/internal')
  const unitName = (await unitNameOf(db, minutes.unitId)) ?? account?.unitName ?? account?.organisation ?? ''
  const enterpriseName = (await findEnterprise(db, minutes.enterpriseId))?.name ?? ''
  return { minutes, unitName, enterpriseName, audience }
}

/** New minutes begin with what the visit tells: people, day, place, what was talked about, asked and promised. */
async function startOf(
  db: Reader,
  { account, clock }: HandlerContext,
  from: { readonly enterpriseId: string | null; readonly visitId: string | null },
): Promise<MinutesStart | null> {
  const visit = from.visitId === null ? undefined : await findVisit(db, from.visitId)
  const enterpriseId = visit?.enterpriseId ?? from.enterpriseId
  const enterprise = enterpriseId === null ? undefined : await findEnterprise(db, enterpriseId)
  if (enterpriseId === null || (!enterprise && !visit)) return null
  const name = enterprise?.name ?? ''
  const me = account && { personId: account.userId, name: account.userName, post: account.post }
  const ourPeople = visit?.ourPeople ?? (me ? [me] : [])
  const visitIds = visit ? [visit.id] : []
  const demands = await promisesOfVisits(db, 'demands', visitIds)
  const commitments = await promisesOfVisits(db, 'commitments', visitIds)
  return {
    enterpriseName: name,
    values: {
      enterpriseId,
      visitId: visit?.id ?? null,
      tripId: visit?.tripId ?? null,
      projectId: null,
      title: `与${name}会谈纪要`,
      occurredOn: visit?.occurredOn ?? clock.today,
      startTime: visit?.startTime ?? null,
      endTime: visit?.endTime ?? null,
      place: visit?.place ?? null,
      chair: ourPeople[0]?.name ?? null,
      recorder: account?.userName ?? null,
      ourPeople,
      theirPeople: visit?.theirPeople ?? [],
      topics: [visit?.topics, visit?.outcome].filter(Boolean).join('\n') || null,
      demands: demands.map(({ id, content, category, responsible, dueOn }) => {
        return { id, content, category, responsible, dueOn, reply: null, taken: true }
      }),
      agreed: commitments.map(({ id, content, responsible, dueOn }) => {
        return { id, content, responsible, dueOn, side: 'ours' as const, taken: true }
      }),
      internalRemarks: null,
      confidentiality: visit?.confidentiality ?? 'internal',
    },
  }
}

/** Rows that a form showed; undefined where it did not say. */
function shownRows<R>(schema: z.ZodType<R>, shown: unknown): R | undefined {
  const parsed = schema.safeParse(shown)
  return parsed.success ? parsed.data : undefined
}

async function saveRows(
  tx: Writer,
  context: WriteContext,
  minutesId: string,
  draft: MinutesDraft,
  before: Pick<MinutesDraft, 'demands' | 'agreed'>,
): Promise<void> {
  const { enterpriseId, visitId, tripId } = draft
  const place = { enterpriseId, visitId, tripId, minutesId }
  // A minutes row that was saved by an earlier version of the form has all its fields; only what moved is written.
  for (const step of rowSteps(before.demands, draft.demands)) {
    const { id } = step.row
    if (step.kind !== 'write') {
      await letGo(tx, context, 'demands', id, step.kind)
      continue
    }
    const { content, category, responsible, dueOn } = step.row
    const isFresh = (await authorOf(tx, 'demands', id)) === undefined
    const values = picked({ content, category, responsible, dueOn }, isFresh ? null : step)
    const rest = isFresh ? { ...place, state: 'open' as const } : { minutesId }
    await saveRecord(tx, context, { table: 'demands', id, kind: 'set', values: { ...values, ...rest } })
  }
  for (const step of rowSteps(oursOf(before.agreed), oursOf(draft.agreed))) {
    const { id } = step.row
    if (step.kind !== 'write') {
      await letGo(tx, context, 'commitments', id, step.kind)
      continue
    }
    const { content, responsible, dueOn } = step.row
    const isFresh = (await authorOf(tx, 'commitments', id)) === undefined
    const values = picked({ content, responsible, dueOn }, isFresh ? null : step)
    const made = { ...place, madeBy: draft.chair, madeOn: draft.occurredOn }
    const rest = isFresh ? made : { minutesId }
    await saveRecord(tx, context, { table: 'commitments', id, kind: 'set', values: { ...values, ...rest } })
  }
}

/** Of a record that is there only what the minutes changed: it may have been given another day meanwhile. */
function picked<V extends object>(
  values: V,
  step: { readonly changed: readonly PropertyKey[]; readonly isNew: boolean } | null,
): Partial<V> {
  if (step === null || step.isNew) return values
  const changed = Object.entries(values).filter(([field]) => step.changed.includes(field))
  return Object.fromEntries(changed) as Partial<V>
}

async function letGo(
  tx: Writer,
  context: WriteContext,
  table: 'demands' | 'commitments',
  id: string,
  kind: 'let-go' | 'delete',
): Promise<void> {
  if ((await authorOf(tx, table, id)) === undefined || (await isDeleted(tx, table, id))) return
  if (kind === 'delete') await record(tx, context, { table, id, kind })
  else if (table === 'demands')
    await record(tx, context, { table, id, kind: 'set', values: { minutesId: null } })
  else await record(tx, context, { table, id, kind: 'set', values: { minutesId: null } })
}
