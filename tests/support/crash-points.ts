import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import { hlcOf } from '#shared/sync/hlc.ts'
import type { Op } from '#shared/sync/op.ts'
import { colleagueOp } from './colleague.ts'
import { idOf } from './histories.ts'
import { type ScriptedServer, unitOfScript } from './scripted-server.ts'
import type { SyncDevice } from './sync-device.ts'

/** The process is dead: nothing it would do from now on happens. */
export class Died extends Error {
  override name = 'Died'
}

/**
 * When this laptop's process dies. The points are: before each begin and commit, after each commit (it is on the disk
 * and nobody was told), and before every statement that can change the store, where it runs for the first time: a
 * repetition inside a transaction leaves the very same disk.
 */
export interface Mortality {
  /** The point to die at, counted from 1; null to live. */
  dieAt: number | null
  /** Points so far. */
  passed: number
  dead: boolean
  /** Where it died. */
  where: string
}

/** One for the process: `vi.mock` knows no laptop of its own. */
export const mortality: Mortality = { dieAt: null, passed: 0, dead: false, where: '' }

/** What the disk held at the moment of death, by file. */
const scene = new Map<string, Buffer | null>()
const opened = new Set<string>()
const seen = new Set<string>()
const beside = ['', '-wal']

/** Begins to count anew, and to die there. */
export function dieAtPoint(dieAt: number | null): void {
  Object.assign(mortality, { dieAt, passed: 0, dead: false, where: '' })
  seen.clear()
}

/** The next start of the app: every file is as the disk had it when the process died. */
export function comeBack(): void {
  if (!mortality.dead) return
  for (const [path, kept] of scene) {
    if (kept) writeFileSync(path, kept)
    else rmSync(path, { force: true })
    if (path.endsWith('-wal')) rmSync(path.replace(/-wal$/, '-shm'), { force: true })
  }
  scene.clear()
  dieAtPoint(null)
}

interface Driver {
  new (file: string, options?: object): RawHandle
}
interface RawHandle {
  prepare(sql: string): { readonly reader: boolean }
  close(): unknown
}

/**
 * The SQLite driver as a mortal process uses it. At its death the files are kept as the disk has them; whoever opens
 * them next finds exactly that, as after a kill, whatever the dying process still did to its handles.
 */
export function mortalDriver<D extends Driver>(RealDriver: D): D {
  return new Proxy(RealDriver, {
    construct: (Real, [file, options]: [string, object?]) => {
      if (mortality.dead) throw new Died('the process is dead')
      opened.add(file)
      const real = new Real(file, options)
      return new Proxy(real, {
        get: (handle, name) => {
          if (name === 'prepare') return (sql: string) => mortalStatement(handle.prepare(sql), sql)
          if (name === 'exec' || name === 'pragma')
            return (sql: string, ...more: unknown[]) => {
              // The fold of the log at a closing that never took place.
              if (mortality.dead && sql.startsWith('wal_checkpoint')) return undefined
              return pass(sql, () => Reflect.get(handle, name).call(handle, sql, ...more))
            }
          if (name === 'close') opened.delete(file)
          const value = Reflect.get(handle, name)
          return typeof value === 'function' ? value.bind(handle) : value
        },
      })
    },
  })
}

function mortalStatement(statement: { readonly reader: boolean }, sql: string) {
  return new Proxy(statement, {
    get: (real, name) => {
      const value = Reflect.get(real, name)
      if (typeof value !== 'function') return value
      if (!['run', 'all', 'get', 'iterate'].includes(String(name))) return value.bind(real)
      return (...parameters: unknown[]) =>
        real.reader && !/\breturning\b/i.test(sql)
          ? live(() => value.apply(real, parameters))
          : pass(sql, () => value.apply(real, parameters))
    },
  })
}

function live<T>(work: () => T): T {
  if (mortality.dead) throw new Died('the process is dead')
  return work()
}

function pass<T>(sql: string, work: () => T): T {
  if (mortality.dead) throw new Died('the process is dead')
  if (!seen.has(sql)) point(`before ${sql}`)
  if (sql !== 'begin' && sql !== 'commit') seen.add(sql)
  const result = work()
  if (sql === 'commit') point('after commit')
  return result
}

function point(where: string): void {
  if (mortality.dead) throw new Died('the process is dead')
  mortality.passed += 1
  if (mortality.passed !== mortality.dieAt) return
  Object.assign(mortality, { dead: true, where })
  for (const path of [...opened].flatMap((file) => beside.map((suffix) => file + suffix)))
    scene.set(path, existsSync(path) ? readFileSync(path) : null)
  throw new Died(`died ${where}`)
}

/** What a user did and was told, up to the death of the process. */
export interface Witness {
  /** Names of enterprises that were said to be saved. */
  readonly saved: string[]
}

/**
 * New, edited, refused and re-stamped records here, concurrent edits there, and a scope that is taken away: a round
 * of everything that sync does. Stops where the process dies.
 */
export async function fullRound(
  server: ScriptedServer,
  device: SyncDevice,
  witness: Witness = { saved: [] },
): Promise<void> {
  const given = new Map<string, string>()
  const create = async (name: string, values = {}) => {
    const id = await device.create(name, values)
    witness.saved.push(name)
    return id
  }
  server.grants = ['org', unitOfScript, 'unit:2']
  server.scopesOf = () => ['unit:2']
  server.take(foreign(uuidv7(), { name: '丙公司' }))
  server.scopesOf = () => [unitOfScript]
  server.judge = (op) => {
    if (op.fields.name?.v === '坏公司') return { refuse: 'invalid' }
    if (!Object.hasOwn(op.fields, 'city')) return null
    for (const { hlc } of Object.values(op.fields))
      if (!given.has(hlc)) given.set(hlc, hlcOf(Date.UTC(2026, 5, 1) + given.size, 0, 'ffffffffffffffff'))
    return { restamp: given }
  }
  const id = await create('甲公司', { investIntent: 1, city: '南通' })
  await device.sync()
  const seen = [...given.values()][0] ?? ''
  server.take(foreign(id, { investIntent: 5 }, [idOf(7).replaceAll('-', '')]))
  server.take(foreign(id, { remarks: '同事写的' }, [seen]))
  await device.edit(id, { investIntent: 2, city: '上海' })
  await device.edit(id, { remarks: '本人写的' })
  await create('坏公司')
  await device.sync()
  server.grants = ['org', unitOfScript]
  await device.sync()
}

const foreign = (id: string, values: object, base: readonly string[] = []): Op =>
  colleagueOp({ id, values, at: Date.UTC(2026, 4, 1), base })
