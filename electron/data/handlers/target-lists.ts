import { v7 as uuidv7 } from 'uuid'
import { AppError } from '#shared/contract/errors.ts'
import {
  type ListedTarget,
  longestTargetList,
  type TargetListDifference,
  type targetListsContract,
} from '#shared/contract/target-lists.ts'
import { enterpriseName } from '#shared/domain/enterprise-names.ts'
import { pastedList } from '#shared/domain/target-list-text.ts'
import { isOlderThanQuarter, listDifference, quarterStart } from '#shared/domain/target-lists.ts'
import type { Reader } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { enterpriseIdentities } from '../queries/enterprises.ts'
import { lastVersionFor, listedTargets, targetListsByAge } from '../queries/target-lists.ts'
import { type OneOfMany, recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'

export const targetListHandlers: Handlers<typeof targetListsContract> = {
  'targetLists.list': ({ read, clock: { today } }) =>
    read(async (db) => {
      const lists = await targetListsByAge(db)
      // An earlier quarter's list is only too old while nothing newer took its place.
      return lists.map((list, index) => ({ ...list, isOld: index === 0 && isOlderThanQuarter(list, today) }))
    }),
  'targetLists.items': ({ read }, { id }) => read((db) => listedTargets(db, id)),
  'targetLists.difference': ({ read }, { olderId, newerId }) =>
    read(async (db) => differenceOf(await listedTargets(db, olderId), await listedTargets(db, newerId))),
  'targetLists.paste': async ({ write, author }, { id, text, ...list }) => {
    const context = author()
    const { items, skipped } = pastedList(text, normalName)
    const problem = items.length === 0 ? 'required' : items.length > longestTargetList ? 'too-many' : null
    if (problem) throw new AppError('record/invalid', { problems: [{ path: ['text'], message: problem }] })
    return write(async (tx) => {
      const quarterFrom = quarterStart(list.quarterFrom)
      const version = (await lastVersionFor(tx, quarterFrom)) + 1
      const find = await finder(tx)
      const lines = items.map((item, position) => ({
        ...item,
        position,
        listId: id,
        enterpriseId: find(item),
      }))
      const changes: OneOfMany[] = [
        {
          ...{ table: 'targetLists', id, kind: 'set', isNew: true },
          values: { ...list, quarterFrom, version },
        },
        ...lines.map(
          (values): OneOfMany => ({
            ...{ table: 'targetListItems', id: uuidv7({ msecs: context.nowMs }), kind: 'set', isNew: true },
            values,
          }),
        ),
      ]
      const groupId = uuidv7({ msecs: context.nowMs })
      const work = (whole: typeof context) => recordMany(tx, whole, changes, { indexLater: false })
      await writeAsWhole(tx, context, work, groupId)
      const known = lines.filter(({ enterpriseId }) => enterpriseId !== null).length
      return { groupId, version, taken: items.length, known, skipped }
    })
  },
}

/** A name as it is compared: without place and legal form, but with the place where the rest says too little. */
function normalName(name: string): string {
  const { core, place } = enterpriseName(name)
  return `${core} ${place ?? ''}`.trim()
}

/** Finds the enterprise of the library that a line means: by credit code, else by its name where only one has it. */
async function finder(db: Reader) {
  const byUscc = new Map<string, string>()
  const byName = new Map<string, string | null>()
  for (const { id, name, uscc } of await enterpriseIdentities(db)) {
    if (uscc !== null) byUscc.set(uscc, id)
    const normal = normalName(name)
    byName.set(normal, byName.has(normal) ? null : id)
  }
  return ({ name, uscc }: { readonly name: string; readonly uscc: string | null }): string | null =>
    (uscc === null ? undefined : byUscc.get(uscc)) ?? byName.get(normalName(name)) ?? null
}

/** What changed between two versions; who was dropped while talks go on comes first. */
function differenceOf(older: readonly ListedTarget[], newer: readonly ListedTarget[]): TargetListDifference {
  const { added, removed, kept } = listDifference(older, newer, normalName)
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
