import { expect, it } from 'vitest'
import { PageCache } from '../../../renderer/lib/page-cache.ts'
import { pageRows } from '../../../renderer/lib/pages-around.ts'
import { AppError } from '../../../shared/contract/errors.ts'

/** A list on a data host that answers when it is told to. */
function listOf(length: number) {
  const asked: { page: number; answer: () => Promise<void>; fail: () => Promise<void> }[] = []
  const list = { total: length, time: 0 }
  const pages = new PageCache({
    ask: (page) =>
      new Promise<{ value: { rows: { id: string }[]; total: number }; tables: string[] }>(
        (resolve, reject) => {
          const { total } = list
          const rows = Array.from({ length: Math.min(pageRows, total - page * pageRows) }, (_, at) => ({
            id: `${page * pageRows + at} of ${total}`,
          }))
          const settled = () => new Promise<void>((done) => setImmediate(done))
          const answer = () => {
            resolve({ value: { rows, total }, tables: ['enterprises'] })
            return settled()
          }
          const fail = () => {
            reject(new AppError('host/unavailable'))
            return settled()
          }
          asked.push({ page, answer, fail })
        },
      ),
    errorOf: (thrown) => (thrown instanceof AppError ? thrown : new AppError('internal')),
    now: () => list.time,
  })
  const answerAll = async () => {
    for (let next = asked.shift(); next; next = asked.shift()) await next.answer()
  }
  pages.start()
  return { pages, asked, list, answerAll, under: () => asked.map(({ page }) => page) }
}

it('asks for what is in sight first, two pages at once, and never again for what it has', async () => {
  const { pages, asked, answerAll, under } = listOf(100_000)
  expect(under()).toEqual([0])
  await asked.shift()?.answer()
  expect(under()).toEqual([1])
  await answerAll()
  pages.show(5020, 5040, false)
  expect(under()).toEqual([50, 49])
  await answerAll()
  expect(pages.at(5033)).toEqual({ id: '5033 of 100000' })
  expect(pages.placeOf('5033 of 100000')).toBe(5033)
  pages.show(10, 40, false)
  pages.show(5020, 5040, false)
  expect(under()).toEqual([])
})

it('asks for nothing that went by before its turn, and for little while rows fly past', async () => {
  const { pages, asked, list, answerAll, under } = listOf(100_000)
  await answerAll()
  for (let first = 1000; first < 90_000; first += 60) pages.show(first, first + 20, true)
  expect(under()).toEqual([])
  list.time = 1000
  for (let first = 1000; first < 90_000; first += 60) pages.show(first, first + 20, true)
  expect(under()).toEqual([10])
  pages.show(90_020, 90_040, false)
  await asked.shift()?.answer()
  await answerAll()
  expect(pages.at(90_030)).toBeDefined()
  expect(pages.at(50_000)).toBeUndefined()
})

it('keeps showing rows that changed until they come anew, and notices a change while they are under way', async () => {
  const { pages, asked, list, answerAll, under } = listOf(250)
  await answerAll()
  const before = pages.version()
  list.total = 251
  pages.reload()
  expect(pages.at(3)).toEqual({ id: '3 of 250' })
  pages.changed(['enterprises'])
  await asked.shift()?.answer()
  expect(pages.version()).toBeGreaterThan(before)
  expect(under()).toContain(0)
  await answerAll()
  expect([pages.at(3), pages.at(103), pages.head().answer?.total]).toEqual([
    { id: '3 of 251' },
    { id: '103 of 251' },
    251,
  ])
  expect([pages.concerns(['enterprises']), pages.concerns(['visits'])]).toEqual([true, false])
})

it('says that it could not be read, and reads again when it is told to', async () => {
  const { pages, asked, answerAll, under } = listOf(10)
  await asked.shift()?.fail()
  expect(pages.head().error?.code).toBe('host/unavailable')
  expect(under()).toEqual([])
  pages.reload()
  await answerAll()
  expect([pages.head().error, pages.at(9)]).toEqual([null, { id: '9 of 10' }])
})

it('holds a few thousand rows however far one scrolls', async () => {
  const { pages, asked, answerAll } = listOf(100_000)
  await answerAll()
  for (let page = 0; page < 200; page += 1) {
    pages.show(page * pageRows + 40, page * pageRows + 60, false)
    await answerAll()
  }
  expect(pages.at(50)).toBeUndefined()
  expect(pages.at(19_950)).toBeDefined()
  expect(asked).toEqual([])
})
