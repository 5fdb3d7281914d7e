import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { openRaw } from '../../../electron/data/database/connection.ts'
import { openDatabase } from '../../../electron/data/database/open-database.ts'
import { ofKind, tiersOf, wordsTyped } from '../../../electron/data/search/expressions.ts'
import { storeFile } from '../../../electron/data/vault/keyring.ts'
import { unlockVault } from '../../../electron/data/vault/vault.ts'
import { say } from '../../../scripts/command-line.ts'
import type { CallName, Input } from '../../../shared/contract/index.ts'
import { searchKinds } from '../../../shared/domain/search-kinds.ts'
import { makeLargeProfile, largeOwner as owner } from '../../support/large-profile.ts'
import type { LibrarySize } from '../../support/library.ts'
import { openOffice } from '../../support/test-office.ts'
import { seeded } from '../sync/records.ts'
import { type Question, questionsFrom } from './questions.ts'
import { measureWindow } from './window.ts'

export interface Spread {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
  readonly times: number
}

export const sizes = {
  full: { enterprises: 100_000, contacts: 300_000, visits: 200_000 },
  small: { enterprises: 5_000, contacts: 15_000, visits: 10_000 },
} as const satisfies Record<string, LibrarySize>

const passphrase = '晴天 高铁 名片 茶杯'

/**
 * Measures what people wait for in a large library: searching, the pages of the lists, opening a record, saving one,
 * and the start. The raw prepared statement on the same data is what a search is compared with.
 */
export async function benchSearch(options: {
  readonly small: boolean
  readonly frames: boolean
  /** Folder in which the library is kept for the next time; without it a new one is made and removed. */
  readonly keep: string | null
}) {
  const size = options.small ? sizes.small : sizes.full
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'outpost-bench-')))
  try {
    const fillSeconds = await fill(folder, size)
    const { key } = await unlockVault({ folder, osSecret: null }, passphrase)
    const file = storeFile(folder)
    const raw = await rawStatement(file, key)
    const office = await measureOffice(file, key, raw)
    const results = {
      at: new Date().toISOString(),
      machine: {
        cpus: cpus().length,
        model: cpus()[0]?.model.trim() ?? '',
        memoryMiB: Math.round(totalmem() / 2 ** 20),
      },
      size,
      fillSeconds,
      ...office,
      ...(options.frames ? { window: await measureWindow(folder, passphrase) } : {}),
    }
    print(results)
    return results
  } finally {
    if (options.keep === null) await rm(folder, { recursive: true, force: true })
  }
}

/** Makes the profile unless it is there. @returns the seconds it took, null when it was there */
async function fill(profile: string, size: LibrarySize): Promise<number | null> {
  if (existsSync(storeFile(profile))) return null
  say(`a library of ${JSON.stringify(size)} is being made`)
  const started = performance.now()
  await makeLargeProfile(profile, passphrase, size)
  const seconds = round((performance.now() - started) / 1000)
  say(`made in ${seconds} s`)
  return seconds
}

/** Milliseconds of the bare statement for each question: the index, 30 hits, and the names of the records. */
async function rawStatement(file: string, key: Uint8Array) {
  const store = openDatabase({ file, key, ballast: false })
  const questions = await store.read((db) => questionsFrom(db))
  await store.close()
  const raw = openRaw(file, key, { create: false })
  const statement = raw.prepare(
    `select d.table_name, d.record_id from (
       select rowid as number from search_index where search_index match ? order by rowid desc limit 30
     ) f join search_docs d on d.rowid = f.number`,
  )
  const expressions = questions.map(({ text }) => {
    const places = tiersOf(wordsTyped(text)).slice(1)
    return searchKinds.flatMap((kind) => places.map((place) => `(${ofKind(place, kind, [])})`)).join(' OR ')
  })
  for (const expression of expressions) statement.all(expression)
  const times = expressions.map((expression) => {
    const start = performance.now()
    statement.all(expression)
    return performance.now() - start
  })
  raw.close()
  return spread(times)
}

async function measureOffice(file: string, key: Uint8Array, raw: Spread) {
  const opening = performance.now()
  const office = await openOffice({ copyOf: file, key })
  try {
    await office.signIn({ ...office.me, ...owner })
    const call = async <N extends CallName>(name: N, input: Input<N>) => {
      const start = performance.now()
      const value = await office.call(name, input)
      return { value, ms: performance.now() - start }
    }
    const first = await call('enterprises.list', { limit: 100 })
    say(
      `copied, opened and first list: ${Math.round(performance.now() - opening)} ms, the list ${first.ms.toFixed(1)} ms`,
    )

    const questions = await office.store.read((db) => questionsFrom(db))
    const byHow = new Map<string, number[]>()
    const cpu: number[] = []
    const slowest: (Question & { ms: number })[] = []
    for (const question of questions) await office.call('search.all', { text: question.text })
    for (const question of questions) {
      const before = process.cpuUsage()
      const { ms } = await call('search.all', { text: question.text })
      const used = process.cpuUsage(before)
      cpu.push((used.user + used.system) / 1000)
      byHow.set(question.how, [...(byHow.get(question.how) ?? []), ms])
      slowest.push({ ...question, ms: round(ms) })
    }
    const searched = spread([...byHow.values()].flat())
    slowest.sort((a, b) => b.ms - a.ms)

    const lists: Record<string, number[]> = {}
    const lines: [string, CallName, object][] = [
      ['enterprises', 'enterprises.list', {}],
      ['enterprises by name', 'enterprises.list', { sort: 'name' }],
      ['enterprises by visit', 'enterprises.list', { sort: 'last-visit' }],
      ['enterprises of a city', 'enterprises.list', { city: '苏州' }],
      ['enterprises of a region', 'enterprises.list', { region: 'yangtze_delta' }],
      ['enterprises of a chain and state', 'enterprises.list', { chain: '半导体', status: 'contacted' }],
      ['enterprises of a badge', 'enterprises.list', { badge: 'global500' }],
      ['customers', 'enterprises.list', { library: 'customer' }],
      ['targets', 'enterprises.list', { library: 'target' }],
      ['enterprises saying', 'enterprises.list', { text: '新能源' }],
      ['contacts', 'contacts.list', {}],
      ['contacts saying', 'contacts.list', { text: '王伟' }],
      ['contacts of a firm', 'contacts.list', { text: '苏州华' }],
      ['visits', 'visits.list', {}],
      ['visits of a year', 'visits.list', { from: '2024-01-01', to: '2024-12-31' }],
      ['visits of a type', 'visits.list', { type: 'inbound' }],
      ['visits of one author', 'visits.list', { authorId: owner.userId }],
      ['visits saying', 'visits.list', { text: '环评' }],
      ['facets', 'enterprises.facets', {}],
    ]
    const random = seeded(3)
    for (const [label, name, input] of lines) {
      for (const offset of [0, 0, 100, 1000]) {
        const far = offset === 1000 ? Math.floor(random() * 4000) : offset
        const page = label === 'facets' ? {} : { limit: 100, offset: far }
        const { ms } = await call(name, { ...input, ...page } as never)
        lists[label] = [...(lists[label] ?? []), ms]
      }
    }
    const details: Record<string, number[]> = {}
    const ids = await office.store.read(async (db) => ({
      'enterprises.get': (
        await db.selectFrom('enterprises').select('id').orderBy('visitCount', 'desc').limit(50).execute()
      ).map(({ id }) => id),
      'contacts.get': (await db.selectFrom('contacts').select('id').limit(50).offset(500).execute()).map(
        ({ id }) => id,
      ),
      'visits.get': (await db.selectFrom('visits').select('id').limit(50).offset(500).execute()).map(
        ({ id }) => id,
      ),
    }))
    for (const [name, all] of Object.entries(ids))
      for (const id of all) {
        const { ms } = await call(name as 'visits.get', { id })
        details[name] = [...(details[name] ?? []), ms]
      }
    const typed: number[] = []
    for (const { text } of questions
      .filter(({ how }) => /character|pinyin|initials/.test(how))
      .slice(0, 200)) {
      const { ms } = await call('enterprises.suggest', { text })
      typed.push(ms)
    }
    const saves = await measureSaves(office, ids['enterprises.get'])
    return {
      search: {
        p50Ms: searched.p50Ms,
        p95Ms: searched.p95Ms,
        maxMs: searched.maxMs,
        ratio: round(searched.p95Ms / raw.p95Ms),
        /** Time of the processor alone: what is left where nothing else runs on the machine. */
        cpu: spread(cpu),
        raw,
        byHow: Object.fromEntries(Array.from(byHow, ([how, times]) => [how, spread(times)])),
        slowest: slowest.slice(0, 8),
      },
      list: { ...spread(Object.values(lists).flat()), byList: mapped(lists) },
      detail: { ...spread(Object.values(details).flat()), byDetail: mapped(details) },
      suggest: spread(typed),
      save: saves,
      firstListMs: round(first.ms),
    }
  } finally {
    await office.close()
  }
}

/** Saving while nothing else happens, and while searches are asked without a pause. */
async function measureSaves(
  office: Awaited<ReturnType<typeof openOffice>>,
  enterpriseIds: readonly string[],
) {
  const visit = (index: number) => ({
    ...{ id: uuidv7(), enterpriseId: enterpriseIds[index % enterpriseIds.length] ?? '' },
    ...{ type: 'door_to_door' as const, mode: 'onsite' as const, occurredOn: '2026-11-22' },
    ...{
      confidentiality: 'internal' as const,
      topics: `双方就样例项目第${index}期的选址、用电和环评进行了洽谈，约定下月考察。`,
    },
    ...{ ourPeople: [], theirPeople: [], leaderActions: [], seen: null },
  })
  const save = async (index: number) => {
    const start = performance.now()
    await office.call('visits.save', visit(index) as never)
    return performance.now() - start
  }
  const quiet: number[] = []
  for (let index = 0; index < 60; index += 1) quiet.push(await save(index))
  let searching = true
  const texts = ['新', '公司', 'shenzhen', '138', '洽谈', 'x', '环评 能耗']
  const searches = (async () => {
    for (let index = 0; searching; index += 1) {
      await office.call('search.all', { text: texts[index % texts.length] ?? '' })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  const busy: number[] = []
  for (let index = 0; index < 60; index += 1) {
    busy.push(await save(100 + index))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  searching = false
  await searches
  return { ...spread(quiet), whileSearching: spread(busy) }
}

const mapped = (all: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(all).map(([name, times]) => [name, spread(times)]))

const round = (value: number) => Math.round(value * 1000) / 1000

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1), times: sorted.length }
}

function print(results: Record<string, unknown>): void {
  console.log(JSON.stringify(results, null, 1))
}
