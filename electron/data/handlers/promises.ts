import { AppError } from '#shared/contract/errors.ts'
import type { promisesContract } from '#shared/contract/promises.ts'
import { isOverdue } from '#shared/domain/commitments.ts'
import { isOverdueDemand } from '#shared/domain/demands.ts'
import { isLate } from '#shared/domain/follow-ups.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import type { PromiseQuery } from '../queries/promise-filter.ts'
import { countPromises, findFollowUp, promisesMatching } from '../queries/promises.ts'
import { record } from '../record/record.ts'
import { saveRecord } from './save-records.ts'

type Filter = Omit<PromiseQuery, 'today' | 'mine'> & { readonly mine: boolean }

export const promiseHandlers: Handlers<typeof promisesContract> = {
  'demands.list': ({ read, ...context }, filter) =>
    read(async (db) => {
      const query = queryOf(filter, context)
      const rows = await promisesMatching(db, 'demands', query)
      return {
        rows: rows.map((row) => ({ ...row, overdue: isOverdueDemand(row, query.today) })),
        total: await countPromises(db, 'demands', query),
      }
    }),
  'demands.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'demands', id, kind: 'set', values, seen }))
    return null
  },
  'commitments.list': ({ read, ...context }, filter) =>
    read(async (db) => {
      const query = queryOf(filter, context)
      const rows = await promisesMatching(db, 'commitments', query)
      return {
        rows: rows.map((row) => ({ ...row, overdue: isOverdue(row, query.today) })),
        total: await countPromises(db, 'commitments', query),
      }
    }),
  'commitments.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'commitments', id, kind: 'set', values, seen }))
    return null
  },
  'followUps.list': ({ read, ...context }, filter) =>
    read(async (db) => {
      const query = queryOf(filter, context)
      const rows = await promisesMatching(db, 'followUps', query)
      return {
        rows: rows.map((row) => ({ ...row, overdue: isLate(row, query.today) })),
        total: await countPromises(db, 'followUps', query),
      }
    }),
  'followUps.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'followUps', id, kind: 'set', values, seen }))
    return null
  },
  'followUps.setDone': async ({ write, author, clock }, { id, done }) => {
    const context = author()
    await write(async (tx) => {
      if (!(await findFollowUp(tx, id))) throw new AppError('record/not-found')
      const values = { doneOn: done ? clock.today : null }
      await record(tx, context, { table: 'followUps', id, kind: 'set', values })
    })
    return null
  },
}

/** Before the first sign-in nothing is anybody's, so `mine` finds nothing. */
function queryOf(
  { mine, ...filter }: Filter,
  { clock, account }: Pick<HandlerContext, 'clock' | 'account'>,
): PromiseQuery {
  return { ...filter, today: clock.today, mine: mine ? (account?.userId ?? '') : null }
}
