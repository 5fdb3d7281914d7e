import { noTables, type TouchedTables } from './touched-tables.ts'

interface Kept {
  /** Rows changed through the connection when it was worked out. */
  readonly changes: number
  readonly value: unknown
  readonly tables: readonly string[]
}

/** Answers kept at most; the oldest goes first. */
const answersKept = 40

/** What the answers need of the connection they are read through. */
interface Connection {
  /** Rows changed through it since it was opened, by anybody and in any table. */
  readonly changes: () => number
  tracking: TouchedTables | null
}

/**
 * Answers that hold for as long as nothing in the store changes: how long a list is, which records say a text. They are
 * asked for with every page of a list and cost more than the page.
 */
export class RememberedAnswers {
  readonly #connection: Connection
  readonly #kept = new Map<string, Kept>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * The answer known by that name, or else what `work` finds. Either way the tables that it was read from are noted.
   * @param name says everything that the answer depends on besides the store
   */
  async get<T>(name: string, work: () => Promise<T>): Promise<T> {
    const changes = this.#connection.changes()
    const known = this.#kept.get(name)
    const caller = this.#connection.tracking
    if (known?.changes === changes) {
      for (const table of known.tables) caller?.read.add(table)
      // The same name is always given with the same kind of work.
      return known.value as T
    }
    const touched = noTables()
    this.#connection.tracking = touched
    try {
      const value = await work()
      this.#kept.delete(name)
      this.#kept.set(name, { changes, value, tables: [...touched.read] })
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= answersKept) break
        this.#kept.delete(oldest)
      }
      return value
    } finally {
      this.#connection.tracking = caller
      for (const table of touched.read) caller?.read.add(table)
    }
  }
}
