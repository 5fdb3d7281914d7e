import { AppError } from '#shared/contract/errors.ts'
import { deletableTables } from '#shared/contract/records.ts'
import type {
  DeletionConflict,
  KeptRecord,
  RefusedRecord,
  syncCentreContract,
} from '#shared/contract/sync-centre.ts'
import { entityOf, type TableName } from '#shared/domain/entities.ts'
import { typedWords } from '#shared/notes/typed-words.ts'
import { hlcMs } from '#shared/sync/hlc.ts'
import { lastWrite, valuesOf } from '#shared/sync/merge.ts'
import { type Json, type Op, writtenValues } from '#shared/sync/op.ts'
import type { Reader } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { keptCount } from '../queries/kept-copies.ts'
import { authorOf } from '../queries/records.ts'
import { refusedOps, userNames } from '../queries/sync.ts'
import {
  acknowledgedOps,
  carriedRecords,
  contestedRecords,
  isHere,
  recordsBySafety,
} from '../queries/sync-centre.ts'
import { loadState } from '../record/load-state.ts'
import { record } from '../record/record.ts'
import { contestedDeletion } from '../sync/deletion-conflict.ts'
import { homeOf } from '../sync/homes.ts'
import { keptHere } from '../sync/kept-here.ts'
import { plainChange } from '../sync/plain-change.ts'
import { setRefusedAside } from '../sync/retry-refused.ts'
import { inServerTime } from '../sync/server-time.ts'
import { madeAt, parseOp } from '../sync/stored-op.ts'
import { titleOf } from '../sync/titles.ts'
import { bringBack } from './records.ts'

/** A list that a person reads; nobody reads on after so many. */
const longestList = 500

/** Fields that point to a record, with its table. */
const pointers: Readonly<Record<string, string>> = {
  enterpriseId: 'enterprises',
  contactId: 'contacts',
  tripId: 'trips',
  visitId: 'visits',
  noteId: 'notes',
  minutesId: 'minutes',
  projectId: 'projects',
  topicId: 'negotiationTopics',
  chainId: 'industryChains',
  listId: 'targetLists',
  unitId: 'units',
  userId: 'users',
  nextOwnerId: 'users',
  introducedById: 'users',
  createdBy: 'users',
}

export const syncCentreHandlers: Handlers<typeof syncCentreContract> = {
  'sync.totals': ({ read }) =>
    read(async (db) => ({
      records: await recordsBySafety(db),
      carried: await carriedRecords(db),
      kept: await keptCount(db),
    })),

  'sync.uploaded': ({ read }, { limit }) =>
    read(async (db) => {
      const rows = []
      for (const { op: text, ackedAt } of await acknowledgedOps(db, limit)) {
        const op = parseOp(text)
        rows.push({ ...(await plainChange(db, op)), at: madeAt(op), uploadedAt: ackedAt })
      }
      return rows
    }),

  'sync.refusedRecords': ({ read }) =>
    read(async (db) => {
      const rows: RefusedRecord[] = []
      for (const { op: text, at, reason, detail } of await refusedOps(db, longestList)) {
        const op = parseOp(text)
        const values = readable(op.table, writtenValues(op))
        rows.push({
          ...(await plainChange(db, op)),
          at,
          reason,
          detail,
          values,
          names: await namesIn(db, values),
          isHere: await isHere(db, op),
          ...(await sinceRefusal(db, op, at)),
          madeAt: madeAt(op),
        })
      }
      return rows
    }),

  'sync.setRefusedAside': async ({ write, clock }, { opId }) => {
    // In the server's time, as far as known: what is kept in the journal for a number of days is counted in that.
    await write(async (tx) => setRefusedAside(tx, opId, await inServerTime(tx, clock.nowMs)))
    return null
  },

  'sync.writeText': ({ files }, { fileToken, text }) => {
    // Editors of Windows take a text without the mark for one of the old encoding.
    const content = new TextEncoder().encode(`\ufeff${text.replaceAll('\n', '\r\n')}`)
    files.write(fileToken, content)
    return { name: files.nameOf(fileToken), bytes: content.byteLength }
  },

  'sync.kept': ({ read }) =>
    read(async (db) => {
      const rows: KeptRecord[] = []
      for (const { table, id, by, ...kept } of await keptHere(db, longestList))
        rows.push({
          ...kept,
          table,
          values: readable(table, kept.values),
          recordId: id,
          title: await titleOf(db, table, id, kept.values),
          home: await homeOf(db, { table, id }, kept.values),
          author: by === null ? null : ((await userNames(db, [by])).get(by) ?? null),
          names: await namesIn(db, kept.values),
        })
      return rows
    }),

  'sync.deletionConflicts': ({ read }) =>
    read(async (db) => {
      const rows: DeletionConflict[] = []
      for (const { table, id } of await contestedRecords(db, longestList)) {
        const contested = contestedDeletion(await loadState(db, table, id))
        if (!contested) continue
        const { deletedBy, deletedAt, edits } = contested
        const names = await userNames(db, [deletedBy, ...edits.map(({ by }) => by)])
        rows.push({
          table,
          recordId: id,
          title: await titleOf(db, table, id),
          home: await homeOf(db, { table, id }),
          deletedBy: names.get(deletedBy) ?? null,
          deletedAt,
          edits: edits.map(({ by, ...edit }) => ({ ...edit, authorName: names.get(by) ?? null })),
        })
      }
      return rows
    }),

  'sync.settleDeletion': async ({ write, author }, { table, recordId, keep }) => {
    const context = author()
    await write(async (tx) => {
      const entity = entityOf(table)
      if (!entity) throw new AppError('record/not-found')
      const name = table as TableName
      const deletable = deletableTables.find((each) => each === table)
      if (keep && deletable) {
        await bringBack(tx, context, deletable, recordId)
        return
      }
      if (!keep && entity.mergeClass === 'author') {
        const authorId = await authorOf(tx, name, recordId)
        if (authorId !== undefined && authorId !== context.author) throw new AppError('record/not-yours')
      }
      if (keep) await record(tx, context, { table: name, id: recordId, kind: 'undelete' })
      else await record(tx, context, { table: name, id: recordId, kind: 'delete' })
    })
    return null
  },
}

/** What a change wrote. The edit of a note is kept in a form of its own; a person reads the words it brings. */
function readable(table: string, values: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const { content } = values
  return table === 'noteEdits' && typeof content === 'string'
    ? { ...values, content: typedWords(content) }
    : values
}

/** Where a record of which a table's rows are parts is named in them. */
const owners: Readonly<Record<string, string>> = {
  contactPosts: 'contactId',
  tripMembers: 'tripId',
  tripLegs: 'tripId',
  chainLinks: 'chainId',
  notes: 'enterpriseId',
}

async function sinceRefusal(
  db: Reader,
  op: Op,
  refusedAt: string,
): Promise<Pick<RefusedRecord, 'owner' | 'savedSince'>> {
  const state = await loadState(db, op.table, op.id)
  const last = lastWrite(state)
  const field = owners[op.table] ?? ''
  const owner = { ...writtenValues(op), ...valuesOf(state) }[field]
  return {
    owner: typeof owner === 'string' ? owner : null,
    savedSince: last !== undefined && last.by === op.author && hlcMs(last.hlc) > Date.parse(refusedAt),
  }
}

async function namesIn(
  db: Reader,
  values: Readonly<Record<string, Json>>,
): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {}
  for (const [field, value] of Object.entries(values)) {
    const table = field === 'ownerId' ? (values.ownerTable ?? 'users') : pointers[field]
    if (typeof table !== 'string' || !entityOf(table) || typeof value !== 'string') continue
    const name = await titleOf(db, table, value)
    if (name) names[value] = name
  }
  return names
}
