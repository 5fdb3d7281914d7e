import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../electron/data/database/open-database.ts'
import { faultsOf, nextEvent, type SimEvent } from './events.ts'
import { Violation } from './ledger.ts'
import { seededRng, seedFor } from './rng.ts'
import { startSimServer } from './sim-server.ts'
import { makeWorld, type World } from './world.ts'

/** A run as it can be played again: everything follows from it. */
export interface Story {
  readonly seed: number
  readonly laptops: number
  readonly events: readonly SimEvent[]
}

export interface RunResult {
  readonly story: Story
  /** The promise that was broken; null: none. */
  readonly failure: string | null
  readonly trace: readonly string[]
  /** Hash of the trace: one seed, one hash. */
  readonly hash: string
}

export interface Simulator {
  /** Makes a story up as it goes, and plays it. */
  readonly run: (seed: number) => Promise<RunResult>
  /** Plays a story that is written down. */
  readonly replay: (story: Story) => Promise<RunResult>
  readonly close: () => Promise<void>
}

/** Starts the simulator on a PostgreSQL cluster. */
export async function startSimulator(clusterUrl: string): Promise<Simulator> {
  const server = await startSimServer(clusterUrl)
  const memory = '/dev/shm'
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'outpost-sim-'))
  const template = { file: join(folder, 'template.db'), key: new Uint8Array(randomBytes(32)) }
  const empty = openDatabase({ ...template, create: true, ballast: false })
  await empty.close()
  let runs = 0

  const play = async (
    { seed, laptops }: Pick<Story, 'seed' | 'laptops'>,
    next: (world: World, played: readonly SimEvent[]) => SimEvent | null,
  ): Promise<RunResult> => {
    runs += 1
    const events: SimEvent[] = []
    const world = await makeWorld({
      server,
      run: runs,
      seed,
      laptops,
      folder: join(folder, String(runs)),
      template,
    })
    let failure: string | null = null
    try {
      for (let event = next(world, events); event; event = next(world, events)) {
        events.push(event)
        await world.happen(event)
      }
      await world.calm()
    } catch (error) {
      failure =
        error instanceof Violation
          ? error.message
          : `simulator: ${error instanceof Error ? error.stack : error}`
    } finally {
      await world.end()
    }
    const hash = createHash('sha256').update(world.trace.join('\n')).digest('hex').slice(0, 16)
    return { story: { seed, laptops, events }, failure, trace: world.trace, hash }
  }

  return {
    run: (seed) => {
      const rng = seededRng(seedFor(seed, 'story'))
      const laptops = rng.pick([2, 3, 3, 4, 5])
      const draws = {
        later: seededRng(seedFor(seed, 'later faults')),
        access: seededRng(seedFor(seed, 'access')),
      }
      const faults = faultsOf(rng, draws)
      const length = 30 + rng.below(100)
      return play({ seed, laptops }, (world, played) => {
        if (played.length >= length) return null
        // A delegation syncs before it leaves, or its laptops do not know each other's keys.
        const isLeaving = faults.has('bundles') && played.length < laptops
        return isLeaving
          ? { ms: 1000, do: 'sync', device: played.length }
          : nextEvent(rng, faults, world.situation(), draws)
      })
    },
    replay: ({ seed, laptops, events }) =>
      play({ seed, laptops }, (_, played) => events[played.length] ?? null),
    close: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
