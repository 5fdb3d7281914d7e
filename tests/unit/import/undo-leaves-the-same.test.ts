import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { applyPage } from '../../../electron/data/sync/apply-changes.ts'
import { indexBacklog } from '../../../electron/data/sync/index-backlog.ts'
import { parseOp } from '../../../electron/data/sync/stored-op.ts'
import { unitScope } from '../../../shared/domain/scopes.ts'
import { differing, dumpOf } from '../../support/store-dump.ts'
import { type Office, openOffice, visitDraft } from '../../support/test-office.ts'

vi.setConfig({ testTimeout: 90_000 })

const cell = (...of: readonly string[]) => fc.constantFrom(...of, '')
const row = fc.record({
  name: fc.constantFrom('甲样例有限公司', '乙样例有限公司', '丙样例股份有限公司', '甲样例', '丁样例集团'),
  city: cell('深圳', '东莞市', '北京'),
  badges: cell('世界500强', '高企、专精特新'),
  amount: cell('5', '3.5亿', '800万美元'),
  person: cell('样例甲', '样例乙'),
  phone: cell('13800000001', '0755-26000000'),
  remarks: cell('有意向', '=1+1'),
})
const head = '企业名称,所在地,企业类别,拟投资额,联系人,手机,备注'
const list = fc
  .array(row, { minLength: 1, maxLength: 6 })
  .map((rows) => [head, ...rows.map((cells) => Object.values(cells).join(','))].join('\n'))
const decision = fc.record({
  line: fc.integer({ min: 2, max: 7 }),
  action: fc.constantFrom('new' as const, 'update' as const, 'merge' as const, 'skip' as const),
})
/** What a person does between the import and its undoing: to which of the enterprises. */
const edit = fc.record({
  at: fc.nat(20),
  what: fc.constantFrom('website' as const, 'remarks' as const, 'visit' as const),
})

async function importText(
  office: Office,
  text: string,
  decisions: readonly (typeof decision extends fc.Arbitrary<infer D> ? D : never)[],
) {
  const path = join(office.folder, '名单.csv')
  writeFileSync(path, text)
  office.files.grant(path, path, 'read')
  const { session, total } = await office.call('imports.open', { fileToken: path })
  for (const { line, action } of decisions)
    if (line <= total + 1) await office.call('imports.decide', { session, line, action })
  const { batchId } = await office.call('imports.apply', { session })
  if (batchId === null) throw new Error('cancelled')
  return batchId
}

/** @returns ids of all that the edit wrote */
async function doEdit(office: Office, { at, what }: { at: number; what: 'website' | 'remarks' | 'visit' }) {
  const { rows } = await office.call('enterprises.list', { limit: 100 })
  const { id = '' } = rows[at % Math.max(1, rows.length)] ?? {}
  if (id === '') return []
  if (what === 'visit') {
    const visit = visitDraft({ enterpriseId: id })
    await office.call('visits.save', visit)
    return [id, visit.id]
  }
  const values = what === 'website' ? { website: 'https://www.example.cn' } : { remarks: '手工改过' }
  await office.call('enterprises.changeMany', { ids: [id], values: values as never })
  return [id]
}

it('An import and its undoing leave the very same database: every table a user has anything in, and every word of the search index; what was edited since stays and is named', async () => {
  const office = await openOffice()
  try {
    await fc.assert(
      fc.asyncProperty(
        list,
        fc.array(decision, { maxLength: 3 }),
        fc.array(edit, { maxLength: 2 }),
        fc.boolean(),
        async (text, decisions, edits, uploaded) => {
          await indexBacklog(office.store, () => false)
          const before = await dumpOf(office.store)
          const batchId = await importText(office, text, decisions)
          if (uploaded) await office.upload()
          const imported = await dumpOf(office.store)
          const edited = new Set((await Promise.all(edits.map((each) => doEdit(office, each)))).flat())
          const mixed = await dumpOf(office.store)
          const { kept } = await office.call('imports.undo', { batchId })
          const after = await dumpOf(office.store)
          // What the edits made or wrote into may differ, nothing else.
          const strangers = differing(before, after).filter(
            (key) => ![...edited].some((id) => key.includes(id)),
          )
          const named = new Set(kept.map(({ id }) => id))
          for (const key of strangers) {
            expect(
              [...named].some((id) => key.includes(id) || after.get(key)?.includes(id)),
              key,
            ).toBe(true)
          }
          if (edited.size === 0) expect(differing(before, after)).toEqual([])
          for (const key of differing(imported, mixed).filter((each) =>
            /^(enterprises|visits) /.test(each),
          )) {
            const made = JSON.parse(mixed.get(key) ?? '{}')
            const left = JSON.parse(after.get(key) ?? '{}')
            // The words of the person are there still.
            for (const field of ['website', 'remarks', 'topics'])
              if (made[field] !== JSON.parse(imported.get(key) ?? '{}')[field])
                expect(left[field]).toBe(made[field])
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    )
  } finally {
    await office.close()
  }
})

it('On another device, which hears of both by sync, they leave the very same database too', async () => {
  const [office, other] = [await openOffice(), await openOffice()]
  const scope = unitScope(office.me.unitId)
  let [sent, seq] = [0, 0]
  /** Everything new reaches the other device, whole operations as wholes. */
  const sync = async () => {
    const rows = await office.store.read((db) =>
      db
        .selectFrom('outbox')
        .select(['localSeq', 'op'])
        .where('localSeq', '>', sent)
        .orderBy('localSeq')
        .execute(),
    )
    const changes = rows.map(({ op: text }) => {
      const op = parseOp(text)
      const group = op.group ? { group: { id: op.group.id, left: op.group.size - 1 - op.group.index } } : {}
      seq += 1
      return { seq, kind: 'op' as const, op, ...group }
    })
    sent = rows.at(-1)?.localSeq ?? sent
    const page = { scopes: [{ scope, head: seq, changes }] }
    const { applied, setAside } = await other.store.write((tx) =>
      applyPage(tx, page, '2026-11-22T12:00:00.000Z'),
    )
    expect({ applied, setAside }).toEqual({ applied: changes.length, setAside: 0 })
  }
  try {
    await fc.assert(
      fc.asyncProperty(list, fc.array(decision, { maxLength: 3 }), async (text, decisions) => {
        await sync()
        const before = await dumpOf(other.store)
        const batchId = await importText(office, text, decisions)
        await sync()
        await office.call('imports.undo', { batchId })
        await sync()
        expect(differing(before, await dumpOf(other.store))).toEqual([])
        // Not undone, so that the next list meets records.
        await importText(office, text, [])
      }),
      { numRuns: 6, endOnFailure: true },
    )
  } finally {
    await office.close()
    await other.close()
  }
})
