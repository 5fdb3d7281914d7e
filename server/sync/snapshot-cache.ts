import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../database/open-database.ts'
import { type BuiltChunk, buildSnapshot, type SnapshotStart } from './snapshot-build.ts'

export interface SnapshotLimits {
  /** Bytes of all snapshot files together; the longest unused go first. */
  readonly bytes: number
  /** Milliseconds after which a snapshot is made anew. */
  readonly ageMs: number
  /** Changes a snapshot may be behind: the feed brings them afterwards. */
  readonly behind: number
  /** Snapshots made at the same time. */
  readonly builds: number
}

const usualLimits: SnapshotLimits = {
  bytes: 4 * 2 ** 30,
  ageMs: 6 * 3_600_000,
  behind: 5000,
  builds: 2,
}

/** A chunk's place in the file. */
interface PlacedChunk {
  readonly last: string
  readonly records: number
  readonly from: number
  readonly length: number
}

/** A snapshot that stands in a file or is being written to one. */
export interface Snapshot {
  readonly start: SnapshotStart
  /** Records in all once it is whole, else null. */
  readonly total: () => number | null
  /**
   * The compressed chunks whose last record lies behind `after`, as soon as each is written, in pieces. A piece holds
   * only until the next one is asked for: they share their memory. @throws when it cannot be made
   */
  readonly chunks: (after: string | null) => AsyncGenerator<Buffer>
  /** Numbers for the end of the answer. */
  readonly counts: () => { readonly chunks: number; readonly records: number }
}

/** Which snapshot is asked for: of the feed's epoch and head, and with no fewer changes than the reader has. */
interface Wanted {
  readonly epoch: string
  readonly head: number
  readonly least: number
}

export interface SnapshotCache {
  /** A snapshot of a scope that is not too old for who asks. */
  readonly get: (scope: string, wanted: Wanted) => Promise<Snapshot>
  /** Changes that a snapshot it gives may be behind. */
  readonly behind: number
  readonly close: () => Promise<void>
}

/** Bytes read of a file at once: what each of many slow readers holds in memory, for as long as it reads. */
const pieceBytes = 65_536

const folderPattern = /^snapshots-(\d+)-/

/**
 * Keeps snapshots as files, so that one reading of the database serves many devices. They belong to this process:
 * what a dead one left is removed.
 * @param place folder below which the files stand; made when the first snapshot is
 */
export function snapshotCache(
  db: Database,
  place: string,
  clock: () => number,
  limits: Partial<SnapshotLimits> = {},
): SnapshotCache {
  const limit = { ...usualLimits, ...limits }
  const entries = new Map<string, Entry>()
  const turns = semaphore(limit.builds)
  let made: Promise<string> | null = null
  const folder = () => {
    made ??= prepare(place)
    return made
  }
  let files = 0

  const serves = (entry: Entry, wanted: Wanted) => {
    const { start } = entry
    if (entry.failed || clock() - entry.madeAt > limit.ageMs) return false
    // Being begun: it will be newer than anything asked for now.
    if (!start) return true
    if (start.epoch !== wanted.epoch || start.pin > wanted.head) return false
    return start.pin >= wanted.least && wanted.head - start.pin <= limit.behind
  }
  const begin = (scope: string): Entry => {
    const entry = new Entry(clock())
    entries.set(scope, entry)
    const file = `${++files}.gz`
    entry.run(async () => {
      const leave = await turns()
      try {
        await entry.write(join(await folder(), file), (start, take) => buildSnapshot(db, scope, start, take))
        await makeRoom()
      } finally {
        leave()
      }
    })
    return entry
  }
  const makeRoom = async () => {
    const known = [...entries].sort(([, a], [, b]) => a.usedAt - b.usedAt)
    let sum = known.reduce((bytes, [, entry]) => bytes + entry.size, 0)
    for (const [scope, entry] of known) {
      const old = clock() - entry.madeAt > limit.ageMs
      if ((sum <= limit.bytes && !old) || entry.readers > 0 || !entry.whole) continue
      sum -= entry.size
      entries.delete(scope)
      await entry.remove()
    }
  }
  return {
    behind: limit.behind,
    async get(scope, wanted) {
      const known = entries.get(scope)
      const entry = known && serves(known, wanted) ? known : begin(scope)
      if (known && known !== entry) known.retire()
      entry.usedAt = clock()
      return entry.open()
    },
    async close() {
      for (const entry of entries.values()) entry.fail(new Error('the server is stopping'))
      await Promise.all([...entries.values()].map((entry) => entry.ended))
      if (made) await rm(await made, { recursive: true, force: true })
    },
  }
}

async function prepare(place: string): Promise<string> {
  await mkdir(place, { recursive: true })
  for (const name of await readdir(place)) {
    const owner = folderPattern.exec(name)?.[1]
    if (owner && !isAlive(Number(owner))) await rm(join(place, name), { recursive: true, force: true })
  }
  return mkdtemp(join(place, `snapshots-${process.pid}-`))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

class Entry {
  readonly madeAt: number
  usedAt: number
  start: SnapshotStart | null = null
  failed: Error | null = null
  whole = false
  readers = 0
  size = 0
  ended: Promise<void> = Promise.resolve()
  readonly #chunks: PlacedChunk[] = []
  #file: string | null = null
  #retired = false
  #waiting: (() => void)[] = []

  constructor(now: number) {
    this.madeAt = now
    this.usedAt = now
  }

  run(work: () => Promise<void>): void {
    this.ended = work().catch((error) => this.fail(error instanceof Error ? error : new Error(String(error))))
  }

  fail(error: Error): void {
    this.failed ??= error
    this.#wake()
  }

  async write(
    file: string,
    build: (
      begin: (start: SnapshotStart) => void,
      take: (chunk: BuiltChunk) => Promise<void>,
    ) => Promise<void>,
  ): Promise<void> {
    this.#file = file
    const handle = await open(file, 'wx', 0o600)
    try {
      await build(
        (start) => {
          this.start = start
          this.#wake()
        },
        async ({ head, bytes }) => {
          if (this.failed) throw this.failed
          await handle.writeFile(bytes)
          this.#chunks.push({
            last: head.last,
            records: head.records,
            from: this.size,
            length: bytes.length,
          })
          this.size += bytes.length
          this.#wake()
        },
      )
      this.whole = true
    } finally {
      await handle.close()
      this.#wake()
      if (this.#retired) await this.#removeUnused()
    }
  }

  /** Not handed out any more; the file goes when the last reader has left. */
  retire(): void {
    this.#retired = true
    void this.#removeUnused()
  }

  async remove(): Promise<void> {
    this.#retired = true
    await this.#removeUnused()
  }

  async open(): Promise<Snapshot> {
    while (!this.start) {
      if (this.failed) throw this.failed
      await this.#next()
    }
    const { start } = this
    return {
      start,
      total: () => (this.whole ? this.counts().records : null),
      counts: () => this.counts(),
      chunks: (after) => this.#read(after),
    }
  }

  counts() {
    return {
      chunks: this.#chunks.length,
      records: this.#chunks.reduce((sum, { records }) => sum + records, 0),
    }
  }

  async *#read(after: string | null): AsyncGenerator<Buffer> {
    this.readers += 1
    let handle: Awaited<ReturnType<typeof open>> | null = null
    // One for all pieces: two hundred readers that take a new one each time leave more behind than they hold.
    const buffer = Buffer.allocUnsafe(pieceBytes)
    try {
      for (let at = 0; ; at += 1) {
        while (at >= this.#chunks.length && !this.whole) {
          if (this.failed) throw this.failed
          await this.#next()
        }
        const chunk = this.#chunks[at]
        if (!chunk) return
        if (after !== null && chunk.last <= after) continue
        handle ??= await open(this.#file ?? '', 'r')
        const end = chunk.from + chunk.length
        for (let from = chunk.from; from < end; ) {
          const { bytesRead } = await handle.read(buffer, 0, Math.min(pieceBytes, end - from), from)
          if (bytesRead === 0) throw new Error('a snapshot file ends too soon')
          yield buffer.subarray(0, bytesRead)
          from += bytesRead
        }
      }
    } finally {
      this.readers -= 1
      await handle?.close()
      if (this.#retired) await this.#removeUnused()
    }
  }

  async #removeUnused(): Promise<void> {
    if (this.readers === 0 && (this.whole || this.failed) && this.#file !== null)
      await rm(this.#file, { force: true })
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** Lets so many go at once; the others wait their turn. @returns what gives the turn back */
function semaphore(turns: number): () => Promise<() => void> {
  let free = turns
  const waiting: (() => void)[] = []
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return leave
  }
}
