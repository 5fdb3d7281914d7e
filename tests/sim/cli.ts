import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { embeddedPostgres } from '../../server/database/embedded.ts'
import { mutantNames, mutants, plant } from './mutants.ts'
import type { RunResult, Simulator } from './run.ts'
import { shrink } from './shrink.ts'

/**
 * `npm run sim -- --runs N --seed S [--mutant NAME]`: plays N random stories of laptops, network and server. Prints
 * the seed, the shrunk trace of what failed, and `N passed, M failed` as its last line.
 */
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    /** Files of stories to play instead. */
    replay: { type: 'string', multiple: true },
    /** Stop at the first failure, which is what one wants of a mutant. */
    'until-failure': { type: 'boolean', default: false },
    /** Stop after so many failures among the seeds alone, without the written stories: how well a fault is caught. */
    failures: { type: 'string' },
    'no-shrink': { type: 'boolean', default: false },
    hashes: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    /** File for the shrunk story of the first failure, in the place of one below `.failures/`. */
    save: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})

if (options.list) {
  console.log(mutantNames.join('\n'))
  process.exit(0)
}
if (options.mutant !== undefined) plant(options.mutant)
// After planting: what is loaded before stays as it is.
const { startSimulator } = await import('./run.ts')

const postgres = await cluster()
const simulator = await startSimulator(postgres.url)
const started = performance.now()
let passed = 0
let failed = 0
try {
  if (options.replay) for (const file of options.replay) await note(await replayed(simulator, file), file)
  else await runAll()
} finally {
  await simulator.close()
  await postgres.release()
}
const seconds = (performance.now() - started) / 1000
console.log(`${((passed + failed) / seconds).toFixed(1)} runs a second`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function runAll(): Promise<void> {
  const first = options.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(options.seed)
  const runs = Number(options.runs)
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(runs))
    throw new Error('--runs and --seed are numbers')
  console.log(`seed ${first}`)
  const mostFailures = Number(options.failures ?? (options['until-failure'] ? 1 : Number.POSITIVE_INFINITY))
  // A planted fault must first get past the stories that were written down.
  if (options.mutant !== undefined && options.failures === undefined) {
    const folder = join(import.meta.dirname, 'regressions')
    // The stories that caught it last catch it again, as a rule.
    for (const known of (options['until-failure'] && mutants[options.mutant]?.caughtBy) || []) {
      if (typeof known === 'number') await note(await simulator.run(known), `seed ${known}`)
      else await note(await replayed(simulator, join(folder, `${known}.json`)), known)
      if (failed > 0) return
    }
    for (const name of (await readdir(folder)).sort()) {
      await note(await replayed(simulator, join(folder, name)), name)
      if (failed >= mostFailures) return
    }
  }
  for (let seed = first; seed < first + runs; seed += 1) {
    await note(await simulator.run(seed), `seed ${seed}`)
    if (failed >= mostFailures) return
  }
}

async function note(result: RunResult, name: string): Promise<void> {
  if (options.hashes) console.log(`${name} ${result.hash}`)
  if (options.trace) console.log(result.trace.join('\n'))
  if (result.failure === null) {
    passed += 1
    return
  }
  failed += 1
  console.log(`${name} failed after ${passed + failed} runs: ${result.failure}`)
  const shortest = options['no-shrink'] ? result : await shrink(simulator, result)
  console.log(`${shortest.failure}\n${shortest.trace.map((line) => `  ${line}`).join('\n')}`)
  console.log(`again: npm run sim -- --runs 1 --seed ${result.story.seed}`)
  if (options['no-shrink']) return
  // What a planted fault brings about is no candidate for a regression.
  const file =
    failed === 1 && options.save ? options.save : options.mutant ? null : candidate(result.story.seed)
  if (file === null) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify({ failure: shortest.failure, ...shortest.story }, null, 2)}\n`)
  console.log(`kept: ${relative(process.cwd(), file)} (npm run sim -- --replay FILE)`)
}

/** Where the shrunk story of a failure is kept, to be moved to `regressions/` under the name of its fault. */
function candidate(seed: number): string {
  return join(import.meta.dirname, '.failures', `seed-${seed}.json`)
}

async function replayed(player: Simulator, file: string): Promise<RunResult> {
  return player.replay(JSON.parse(await readFile(file, 'utf8')))
}

/** The cluster of a test run, or one of our own for as long as we live. */
async function cluster(): Promise<{ url: string; release: () => Promise<void> }> {
  const given = process.env.OUTPOST_SIM_CLUSTER
  if (given) return { url: given, release: async () => undefined }
  const folder = await mkdtemp(join(tmpdir(), 'outpost-sim-'))
  const own = await embeddedPostgres(folder, { settings: ['fsync=off', 'full_page_writes=off'] })
  return {
    url: own.url,
    release: async () => {
      await own.release()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
