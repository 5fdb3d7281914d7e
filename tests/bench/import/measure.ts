import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { searchBacklog } from '../../../electron/data/search/backlog-stretches.ts'
import { indexBacklog } from '../../../electron/data/sync/index-backlog.ts'
import { say } from '../../../scripts/command-line.ts'
import { openOffice, visitDraft } from '../../support/test-office.ts'
import type { Format } from './files.ts'
import { measureLimit } from './limit.ts'

/** What one step of an import cost. */
export interface Step {
  readonly seconds: number
  readonly cpuSeconds: number
  /** The most memory of the process while it went on. */
  readonly peakMiB: number
  /** How long a save of the user took while it went on; null where none was asked. */
  readonly saves: { readonly times: number; readonly p95Ms: number; readonly maxMs: number } | null
}

/** One size in one format, in a process of its own. */
export interface Measured {
  readonly rows: number
  readonly format: Format
  readonly operations: number
  readonly steps: Readonly<Record<'read' | 'plan' | 'write' | 'index' | 'undo' | 'redo', Step>>
  readonly limit: { readonly seconds: number; readonly cpuSeconds: number }
  readonly peakMiB: number
}

async function measure(): Promise<Measured> {
  const office = await openOffice()
  try {
    office.files.grant(path, path, 'read')
    const firm = uuidv7()
    await office.call('enterprises.save', { id: firm, name: '走访样例有限公司', seen: null } as never)
    const save = async () => void (await office.call('visits.save', visitDraft({ enterpriseId: firm })))

    const opened = await step('read', () => office.call('imports.open', { fileToken: path }))
    const { session } = opened.value
    const planned = await step('plan', () => office.call('imports.read', { session }))
    const written = await step('write', () => office.call('imports.apply', { session }), save)
    const { batchId } = written.value
    if (batchId === null) throw new Error('cancelled')
    const limit = await measureLimit(office.store, office.folder)
    const indexed = await step('index', () => indexBacklog(office.store, () => false))
    if ((await office.store.read(searchBacklog)).length > 0) throw new Error('not indexed')
    // As a user does who undoes an import of yesterday.
    await office.upload()
    const undone = await step('undo', () => office.call('imports.undo', { batchId }), save)
    await office.upload()
    const redone = await step('redo', () => office.call('imports.redo', { batchId }), save)
    const operations = undone.value.undone
    if (redone.value.undone !== operations) throw new Error(`redone ${redone.value.undone} of ${operations}`)
    return {
      ...{ rows, format, operations, limit },
      steps: {
        ...{ read: opened.cost, plan: planned.cost, write: written.cost, index: indexed.cost },
        ...{ undo: undone.cost, redo: redone.cost },
      },
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }
  } finally {
    await office.close()
  }
}

/** Does a step, a save of the user every now and then beside it. */
async function step<T>(name: string, work: () => Promise<T>, save?: () => Promise<void>) {
  let done = false
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 100)
  const waits: number[] = []
  const saving = (async () => {
    while (save && !done) {
      await pause(200)
      if (done) break
      const start = performance.now()
      await save()
      waits.push(performance.now() - start)
    }
  })()
  const [start, before] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const used = process.cpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  done = true
  await saving
  clearInterval(watch)
  waits.sort((a, b) => a - b)
  const at = (part: number) => Math.round(waits[Math.floor((waits.length - 1) * part)] ?? 0)
  const cost: Step = {
    seconds: rounded(seconds),
    cpuSeconds: rounded((used.user + used.system) / 1e6),
    peakMiB: Math.round(Math.max(peak, process.memoryUsage.rss()) / 2 ** 20),
    saves: save ? { times: waits.length, p95Ms: at(0.95), maxMs: at(1) } : null,
  }
  say(`${name}: ${cost.cpuSeconds} s of the processor, ${cost.seconds} s, ${cost.peakMiB} MiB`)
  return { value, cost }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

const { values } = parseArgs({
  options: { file: { type: 'string' }, rows: { type: 'string' }, out: { type: 'string' } },
})
const rows = Number(values.rows)
const path = values.file ?? ''
const format = path.endsWith('.xlsx') ? 'xlsx' : 'csv'
writeFileSync(values.out ?? '', JSON.stringify(await measure()))
process.exit()
