import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { beginWhole } from '../../../electron/data/import/long-whole.ts'
import { waitingChanges } from '../../../electron/data/queries/sync.ts'
import { changeOfFields } from '../../../electron/data/record/record.ts'
import { recordMany } from '../../../electron/data/record/record-many.ts'
import { openTestStore } from '../../support/open-store.ts'

it('Every operation of an import says how many its whole has, also where fewer came of the rows than were counted', async () => {
  const { store, context, remove } = openTestStore()
  const of = { id: uuidv7(), kind: 'enterprises', fileName: '名单.csv', undoes: null } as const
  // Counted so, the first row fills a whole by itself.
  const whole = await beginWhole((work) => store.write(work), context(), of, [6000, 2, 1])
  const sizes = async () =>
    (await store.read((db) => waitingChanges(db, 100))).map(({ op }) => JSON.parse(op).group?.size)
  const writeRows = (rows: number, records: number) =>
    whole.write(rows, (tx, author) =>
      recordMany(
        tx,
        author,
        Array.from({ length: records }, () => ({
          ...changeOfFields('enterprises', uuidv7(), { name: '走访样例有限公司' }),
          isNew: true,
        })),
        { indexLater: false },
      ),
    )

  expect(whole.room()).toBe(1)
  await writeRows(1, 2)
  expect(whole.room()).toBe(2)
  await writeRows(1, 2)
  await writeRows(1, 1)
  // Those that came out as counted are not written a second time.
  expect((await sizes()).slice(2)).toEqual([3, 3, 3])
  await whole.seal({})
  expect(await sizes()).toEqual([2, 2, 3, 3, 3])
  await remove()
})
