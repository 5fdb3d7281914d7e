import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import type {
  ListedTarget,
  TargetListDifference,
  targetListsContract,
} from '#shared/contract/target-lists.ts'
import { listPublishers } from '#shared/domain/published-lists.ts'
import { isOlderThanQuarter, listDifference, quarterStart } from '#shared/domain/target-lists.ts'
import { unitsBelow } from '#shared/sync/bundle-readers.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { enterprisesByIds } from '../queries/enterprises.ts'
import { unitRows } from '../queries/people.ts'
import { isDeleted } from '../queries/records.ts'
import {
  enterprisesCalled,
  handedDownIds,
  handedDownTargets,
  lastVersionFor,
  listedTargets,
  targetListsByAge,
  targetListToPublish,
} from '../queries/target-lists.ts'
import type { WriteContext } from '../record/record.ts'
import { type OneOfMany, recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { normaliseName } from '../search/pinyin.ts'
import { comparedName, readTargetList } from './target-list-reading.ts'

export const targetListHandlers: Handlers<typeof targetListsContract> = {
  'targetLists.list': ({ read, account, clock: { today } }) =>
    read(async (db) => {
      const lists = await targetListsByAge(db)
      const units = await unitRows(db)
      const parents = new Set(units.map(({ parentId }) => parentId))
      const publishes = account !== null && listPublishers.some((role) => role === account.role)
      const ours = unitsBelow(account?.unitId ?? '', units)
      return lists.map(({ unitId, ...list }, index) => ({
        ...list,
        // An earlier quarter's list is only too old while nothing newer took its place.
        isOld: index === 0 && isOlderThanQuarter(list, today),
        mayPublish: publishes && ours.has(unitId) && parents.has(unitId),
      }))
    }),
  'targetLists.items': ({ read }, { id }) => read((db) => targetsOf(db, id)),
  'targetLists.difference': ({ read }, { olderId, newerId }) =>
    read(async (db) => differenceOf(await targetsOf(db, olderId), await targetsOf(db, newerId))),
  'targetLists.read': ({ read, files }, { source }) => readTargetList(read, files, source),
  'targetLists.save': async ({ write, author }, { id, lines, ...list }) => {
    const context = author()
    return write(async (tx) => {
      const quarterFrom = quarterStart(list.quarterFrom)
      const version = (await lastVersionFor(tx, quarterFrom)) + 1
      const named = lines.flatMap(({ enterpriseId }) => enterpriseId ?? [])
      const known = new Set((await enterprisesByIds(tx, named)).map((each) => each.id))
      const changes: OneOfMany[] = [
        {
          ...{ table: 'targetLists', id, kind: 'set', isNew: true },
          values: { ...list, quarterFrom, version },
        },
        ...lines.map(
          ({ enterpriseId, ...values }, position): OneOfMany => ({
            ...{ table: 'targetListItems', id: uuidv7({ msecs: context.nowMs }), kind: 'set', isNew: true },
            values: {
              ...{ ...values, position, listId: id },
              enterpriseId: enterpriseId !== null && known.has(enterpriseId) ? enterpriseId : null,
            },
          }),
        ),
      ]
      return { groupId: await asOneWhole(tx, context, changes), version }
    })
  },
  'targetLists.publish': async ({ write, author }, { id }) => {
    const context = author()
    return write(async (tx) => ({ groupId: await asOneWhole(tx, context, await handingDown(tx, id)) }))
  },
  'targetLists.withdraw': async ({ write, author }, { id }) => {
    const context = author()
    return write(async (tx) => {
      const lines = await handedDownIds(tx, id)
      const changes: OneOfMany[] = [
        ...lines.map((line) => ({ table: 'publishedListItems', id: line, kind: 'delete' }) as const),
        { table: 'publishedLists', id, kind: 'delete' },
      ]
      return { groupId: await asOneWhole(tx, context, changes) }
    })
  },
}

async function asOneWhole(tx: Writer, context: WriteContext, changes: readonly OneOfMany[]): Promise<string> {
  const groupId = uuidv7({ msecs: context.nowMs })
  const work = (whole: WriteContext) => recordMany(tx, whole, changes, { indexLater: false })
  await writeAsWhole(tx, context, work, groupId)
  return groupId
}

/** What hands a version down: copies of it and its lines, or those that were withdrawn once more. */
async function handingDown(tx: Writer, id: string): Promise<OneOfMany[]> {
  const found = await targetListToPublish(tx, id)
  if (!found) throw new AppError('record/not-found')
  const { unitId } = found.list
  const records: (OneOfMany & { kind: 'set' })[] = [
    { table: 'publishedLists', id, kind: 'set', values: found.list },
    ...found.lines.map(({ id: lineId, ...values }) => ({
      ...({ table: 'publishedListItems', id: lineId, kind: 'set' } as const),
      values: { ...values, listId: id, unitId },
    })),
  ]
  // A published version never changes: what was withdrawn comes back as it was.
  if (!(await isDeleted(tx, 'publishedLists', id))) return records
  return records.map(({ table, id: recordId }) => ({ table, id: recordId, kind: 'undelete' }))
}

/**
 * The enterprises of a version. A line that points to none of the library is taken for one with the same credit code,
 * else for the only one with its name: it may have come into the library later, or the list from a unit above.
 */
async function targetsOf(db: Reader, listId: string): Promise<ListedTarget[]> {
  const own = await listedTargets(db, listId)
  const targets = own.length > 0 ? own : await handedDownTargets(db, listId)
  const open = targets.filter(({ enterpriseId }) => enterpriseId === null)
  const found = await enterprisesCalled(
    db,
    open.flatMap(({ uscc }) => uscc ?? []),
    open.map(({ name }) => normaliseName(name)),
  )
  const byUscc = new Map(found.map((each) => [each.uscc, each]))
  const byName = new Map<string | null, (typeof found)[number] | null>()
  for (const each of found) byName.set(each.nameNorm, byName.has(each.nameNorm) ? null : each)
  return targets.map((target) => {
    if (target.enterpriseId !== null) return target
    const named = byName.get(normaliseName(target.name))
    const isOther = Boolean(named?.uscc && target.uscc && named.uscc !== target.uscc)
    const meant = (target.uscc === null ? undefined : byUscc.get(target.uscc)) ?? (isOther ? null : named)
    if (!meant) return target
    return { ...target, enterpriseId: meant.id, status: meant.status, lastVisitOn: meant.lastVisitOn }
  })
}

/** What changed between two versions; who was dropped while talks go on comes first. */
function differenceOf(older: readonly ListedTarget[], newer: readonly ListedTarget[]): TargetListDifference {
  const { added, removed, kept } = listDifference(older, newer, comparedName)
  const told = removed.map((item) => ({
    ...item,
    stillInTalks: item.status === 'talks' || item.status === 'cooperating',
  }))
  return {
    added,
    removed: told.sort((a, b) => Number(b.stillInTalks) - Number(a.stillInTalks) || a.position - b.position),
    kept,
  }
}
