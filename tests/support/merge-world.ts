import { v7 as uuidv7 } from 'uuid'
import { readMeta, writeMeta } from '../../electron/data/database/meta.ts'
import type { Reader } from '../../electron/data/database/schema.ts'
import { mergeRecords, separateRecords } from '../../electron/data/handlers/merge-records.ts'
import { loadState } from '../../electron/data/record/load-state.ts'
import { changeOfFields, record, type WriteContext } from '../../electron/data/record/record.ts'
import { writeState } from '../../electron/data/record/write-state.ts'
import { parseOp } from '../../electron/data/sync/stored-op.ts'
import { entities, type TableName } from '../../shared/domain/entities.ts'
import type { MergeableTable } from '../../shared/domain/mergeable-tables.ts'
import { type MergeSide, mergeReferences } from '../../shared/domain/merging.ts'
import { applyOp, canonical, valuesOf } from '../../shared/sync/merge.ts'
import type { Json, Op } from '../../shared/sync/op.ts'
import { openTestStore, type TestStore } from './open-store.ts'

export type Values = Readonly<Record<string, Json>>
/** Which of the two laptops acts. */
export type Hand = 0 | 1

/** What was written by hand, for the twin to write as well. */
export interface Written {
  readonly table: TableName
  readonly id: string
  readonly values: Values
}

const day = '2026-03-10'
const open = { confidentiality: 'internal' } as const

/** A record of each kind that can hang on an enterprise or a person, with as little as possible said. */
const children: readonly {
  readonly table: TableName
  readonly text: string
  readonly values: (enterpriseId: string, contactId: string) => Values
}[] = [
  child('contactPosts', 'title', (enterpriseId, contactId) => ({ enterpriseId, contactId, title: '经理' })),
  child('visits', 'topics', (enterpriseId, personId) => ({
    ...{ type: 'door_to_door', mode: 'onsite', occurredOn: day, ...open, enterpriseId },
    theirPeople: [{ personId, name: '样例甲', post: '经理' }],
  })),
  child('notes', 'body', (enterpriseId) => ({ enterpriseId, occurredOn: day, body: '样例', ...open })),
  child('projects', 'content', (enterpriseId) => ({
    ...{ name: '样例项目', kind: 'new', stage: 'lead', enterpriseId },
  })),
  child('attachments', 'caption', (enterpriseId) => file('enterprises', enterpriseId, enterpriseId)),
  child('attachments', 'caption', (enterpriseId, contactId) => file('contacts', contactId, enterpriseId)),
  child('targetListItems', 'reason', (enterpriseId) => ({
    ...{ listId: uuidv7(), position: 1, name: '样例', enterpriseId },
  })),
  child('demands', 'content', (enterpriseId) => ({
    ...{ enterpriseId, content: '样例', category: 'land', state: 'open' },
  })),
  child('commitments', 'content', (enterpriseId) => ({ enterpriseId, content: '样例' })),
  child('followUps', 'title', (enterpriseId) => ({ enterpriseId, title: '样例' })),
]

function child(
  table: TableName,
  text: string,
  values: (enterpriseId: string, contactId: string) => Values,
): (typeof children)[number] {
  return { table, text, values }
}

const file = (ownerTable: string, ownerId: string, enterpriseId: string): Values => ({
  ...{ ownerTable, ownerId, enterpriseId, kind: 'document', name: '样例.pdf', mime: 'application/pdf' },
  ...{ size: 1, sha256: '0'.repeat(64), ...open },
})

/** How many kinds of children there are. */
export const childKinds = children.length

/**
 * Two laptops that write, merge and undo, and a twin on which the same is written and nothing is ever merged. `sync`
 * hands each laptop what the other wrote, in its order, through the same merge as the real exchange.
 */
export function mergeWorld() {
  const laptops = [openTestStore(), openTestStore()] as const
  const twin = openTestStore()
  const { author, unitId } = twin.context()
  const sent = [0, 0]
  let second = 0

  const contextOf = (test: TestStore): WriteContext => {
    second += 1
    return { ...test.context(Date.UTC(2026, 2, 1) + second * 1000), author, unitId }
  }
  const writeAt = (test: TestStore, { table, id, values }: Written) =>
    test.store.write((tx) => record(tx, contextOf(test), changeOfFields(table, id, values)))
  const byHand = async (hand: Hand, shown: Written, meant: Written = shown) => {
    await writeAt(laptops[hand], shown)
    await writeAt(twin, meant)
  }
  const row = async (hand: Hand, table: TableName, id: string): Promise<Values | undefined> =>
    (await rowsOf(laptops[hand], table, [id]))[0]

  const sync = async () => {
    const fresh = await Promise.all(
      laptops.map(({ store }, from) => store.read((db) => opsAfter(db, sent[from] ?? 0))),
    )
    for (const from of [0, 1] as const) {
      const ops = fresh[from] ?? []
      sent[from] = ops.at(-1)?.localSeq ?? sent[from] ?? 0
      await laptops[from === 0 ? 1 : 0].store.write(async (tx) => {
        for (const op of ops) {
          const { state, losses } = applyOp(await loadState(tx, op.table, op.id), op)
          await writeState(tx, op.table, op.id, state, losses, '2026-03-01T00:00:00.000Z')
          const stamps = [
            ...Object.values(op.fields).map(({ hlc }) => hlc),
            (await readMeta(tx, 'lastHlc')) ?? '',
          ]
          await writeMeta(tx, 'lastHlc', stamps.sort().at(-1) ?? '')
        }
      })
    }
  }

  return {
    /** Both laptops begin with these records, and one child of each kind at the second enterprise and person. */
    begin: async (records: readonly Written[], childIds: readonly string[]) => {
      const second = (table: TableName) => records.filter((each) => each.table === table)[1]?.id ?? never()
      const [firmId, personId] = [second('enterprises'), second('contacts')]
      const hanging = children.map(({ table, values }, at) => ({
        ...{ table, id: childIds[at] ?? never(), values: values(firmId, personId) },
      }))
      for (const test of [laptops[0], twin])
        await test.store.write(async (tx) => {
          for (const { table, id, values } of [...records, ...hanging])
            await record(tx, contextOf(test), changeOfFields(table, id, values))
        })
      await sync()
    },
    /** Writes a field of a record that the laptop shows; a record that is out of sight there nobody can write. */
    edit: async (hand: Hand, table: MergeableTable, id: string, change: (shown: Values) => Values) => {
      const shown = await row(hand, table, id)
      const own = (await rowsOf(twin, table, [id]))[0]
      if (!shown || !own) return false
      await byHand(hand, { table, id, values: change(shown) }, { table, id, values: change(own) })
      return true
    },
    addChild: async (hand: Hand, kind: number, id: string, of: { firm: string; person: string }) => {
      const { table, values } = children[kind % children.length] ?? children[0] ?? never()
      const [firm, person] = [await row(hand, 'enterprises', of.firm), await row(hand, 'contacts', of.person)]
      if (firm && person) await byHand(hand, { table, id, values: values(of.firm, of.person) })
    },
    /** Saves a child as its form does: with all that the form showed, and a text that was changed. */
    editChild: async (hand: Hand, kind: number, id: string, text: string) => {
      const { table, text: field } = children[kind % children.length] ?? never()
      const shown = await row(hand, table, id)
      if (!shown) return
      const names = mergeReferences.filter((each) => each.table === table).map((each) => each.field)
      const handedBack = Object.fromEntries(names.map((name) => [name, shown[name] ?? null]))
      const values = { ...handedBack, [field]: text }
      await byHand(hand, { table, id, values }, { table, id, values: { [field]: text } })
    },
    merge: async (
      hand: Hand,
      table: MergeableTable,
      keptId: string,
      mergedId: string,
      choices: Readonly<Record<string, MergeSide>>,
    ) => {
      const test = laptops[hand]
      if ((await rowsOf(test, table, [keptId, mergedId])).length < 2) return
      const asked = { table, keptId, mergedId, choices }
      await test.store.write((tx) => mergeRecords(tx, contextOf(test), asked))
    },
    undo: async (hand: Hand, table: MergeableTable, id: string) => {
      const test = laptops[hand]
      const state = await test.store.read((db) => loadState(db, table, id))
      if (typeof valuesOf(state).mergedInto !== 'string') return false
      await test.store.write((tx) => separateRecords(tx, contextOf(test), table, id))
      return true
    },
    sync,
    /**
     * All that can be seen of these records: each row with each of its fields as the screens read it, who was met at
     * which visit, how many visits an enterprise counts and when the last was, and by which words the search finds
     * them. Not who touched a record last and when.
     */
    seen: async (where: Hand | 'twin', ids: readonly string[], looseLists: boolean) => {
      const test = where === 'twin' ? twin : laptops[where]
      const seen = new Map<string, string>()
      for (const { table } of Object.values(entities)) {
        for (const row of await rowsOf(test, table, ids)) {
          const { updatedAt: _at, updatedBy: _by, createdAt: _made, ...values } = row
          seen.set(`${table} ${values.id}`, canonical(looseLists ? sorted(values) : values))
        }
      }
      return test.store.read(async (db) => {
        const people = await db.selectFrom('visitPeople').selectAll().where('visitId', 'in', ids).execute()
        for (const each of people) seen.set(`${each.visitId} ${each.personId}`, 'met')
        const found = db.selectFrom('searchDocs').select(['tableName', 'recordId', 'digest'])
        for (const each of await found.where('recordId', 'in', ids).execute())
          seen.set(`words of ${each.tableName} ${each.recordId}`, looseLists ? '' : String(each.digest))
        return seen
      })
    },
    close: () => Promise.all([...laptops, twin].map((test) => test.remove())),
  }
}

export type MergeWorld = ReturnType<typeof mergeWorld>

function sorted(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(canonical).sort() : value,
    ]),
  )
}

async function rowsOf({ store }: TestStore, table: TableName, ids: readonly string[]): Promise<Values[]> {
  return store.read(async (db) => {
    const rows = await db
      .selectFrom(table as 'visits')
      .selectAll()
      .where('id', 'in', [...ids])
      .orderBy('id')
      .execute()
    return rows as unknown as Values[]
  })
}

async function opsAfter(db: Reader, localSeq: number): Promise<Op[]> {
  const rows = await db
    .selectFrom('outbox')
    .select('op')
    .where('localSeq', '>', localSeq)
    .orderBy('localSeq')
    .execute()
  return rows.map(({ op }) => parseOp(op))
}

function never(): never {
  throw new Error('no such kind')
}
