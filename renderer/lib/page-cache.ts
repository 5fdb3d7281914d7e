import type { AppError } from '#shared/contract/errors.ts'
import { pageRows, pagesAround } from './pages-around.ts'

/** What a call says of one stretch of a long list. */
export interface PageAnswer {
  readonly rows: readonly { readonly id: string }[]
  readonly total: number
}

/** What a screen shows of the list as a whole. It changes seldom, however fast the rows go by. */
export interface ListHead<A extends PageAnswer> {
  /** The latest answer; undefined before the first. */
  readonly answer: A | undefined
  readonly error: AppError | null
}

interface Known<A extends PageAnswer> {
  readonly rows: A['rows']
  readonly places: ReadonlyMap<string, number>
  /** Something it was read from changed since. It is shown until the next answer. */
  isOld: boolean
}

interface Parts<A extends PageAnswer> {
  readonly ask: (page: number) => Promise<{ readonly value: A; readonly tables: readonly string[] }>
  readonly errorOf: (thrown: unknown) => AppError
  readonly now: () => number
}

/** Pages that are kept; others are asked for again. */
const pagesKept = 80
const askedAtOnce = 2
/** While rows fly past, a page is asked for this seldom: what arrives is gone from sight. */
const inFlightPauseMs = 150

/**
 * The pages of a list of any length. Only those in sight are asked for, few at once, and what went out of sight before
 * its turn is never asked for. It knows nothing of the window: whoever draws rows listens to `onRows`, whoever shows
 * the length or a failure to `onHead`.
 */
export class PageCache<A extends PageAnswer> {
  readonly #parts: Parts<A>
  readonly #known = new Map<number, Known<A>>()
  /** Pages under way with the tables that changed since they were asked for. */
  readonly #asked = new Map<number, Set<string>>()
  readonly #rowListeners = new Set<() => void>()
  readonly #headListeners = new Set<() => void>()
  #head: ListHead<A> = { answer: undefined, error: null }
  #tables: ReadonlySet<string> = new Set()
  #sight = { first: 0, last: 0, fast: false }
  #lastAsked = Number.NEGATIVE_INFINITY
  #version = 0
  #runs = false

  constructor(parts: Parts<A>) {
    this.#parts = parts
  }

  readonly head = (): ListHead<A> => this.#head
  /** Another number whenever a row may have changed. */
  readonly version = (): number => this.#version
  readonly onHead = (listener: () => void): (() => void) => listenTo(this.#headListeners, listener)
  readonly onRows = (listener: () => void): (() => void) => listenTo(this.#rowListeners, listener)

  /** Begins to ask. Returns the function that stops; what it knows stays. */
  start(): () => void {
    this.#runs = true
    this.#askNext()
    return () => {
      this.#runs = false
    }
  }

  at(index: number): A['rows'][number] | undefined {
    return this.#known.get(Math.floor(index / pageRows))?.rows[index % pageRows]
  }

  /** Place of a row that is here, else -1. */
  placeOf(id: string): number {
    for (const [page, { places }] of this.#known) {
      const place = places.get(id)
      if (place !== undefined) return page * pageRows + place
    }
    return -1
  }

  /** Hears which rows are in sight, and whether they fly past too fast to be read. */
  show(first: number, last: number, fast: boolean): void {
    this.#sight = { first, last, fast }
    this.#askNext()
  }

  /** Whether an answer was read from one of these tables. */
  concerns(tables: readonly string[]): boolean {
    return tables.some((table) => this.#tables.has(table))
  }

  /** Hears of a change while answers are under way: they may be from before it. */
  changed(tables: readonly string[]): void {
    for (const changes of this.#asked.values()) for (const table of tables) changes.add(table)
  }

  /** Asks for everything in sight again. */
  readonly reload = (): void => {
    for (const known of this.#known.values()) known.isOld = true
    if (this.#head.error) this.#setHead({ error: null })
    this.#askNext()
  }

  #askNext(): void {
    if (!this.#runs || this.#head.error) return
    const { fast } = this.#sight
    for (const page of this.#wanted()) {
      if (this.#asked.size >= (fast ? 1 : askedAtOnce)) return
      if (fast && this.#parts.now() - this.#lastAsked < inFlightPauseMs) return
      if (!this.#asked.has(page) && (this.#known.get(page)?.isOld ?? true)) this.#ask(page)
    }
  }

  /** The pages in sight and the nearest beyond; of a list whose length is unknown or nothing, the first. */
  #wanted(): readonly number[] {
    const total = this.#head.answer?.total ?? 0
    const { first, last } = this.#sight
    const pages = pagesAround(first, last).filter((page) => page * pageRows < total)
    return pages.length === 0 ? [0] : pages
  }

  #ask(page: number): void {
    const changes = new Set<string>()
    this.#asked.set(page, changes)
    this.#lastAsked = this.#parts.now()
    this.#parts.ask(page).then(
      ({ value, tables }) => {
        this.#asked.delete(page)
        this.#tables = new Set(tables)
        this.#keep(page, value, this.concerns([...changes]))
      },
      (thrown: unknown) => {
        this.#asked.delete(page)
        this.#setHead({ error: this.#parts.errorOf(thrown) })
      },
    )
  }

  #keep(page: number, answer: A, isOld: boolean): void {
    // Rows have moved: every other page is asked for again when it is looked at.
    if (this.#head.answer && this.#head.answer.total !== answer.total)
      for (const known of this.#known.values()) known.isOld = true
    this.#known.delete(page)
    this.#known.set(page, {
      rows: answer.rows,
      places: new Map(answer.rows.map(({ id }, place) => [id, place])),
      isOld,
    })
    const before = this.#head.answer
    const isSame = before?.total === answer.total && page !== 0
    this.#setHead({ answer: isSame ? before : answer })
    this.#forgetSome()
    this.#version += 1
    for (const listener of [...this.#rowListeners]) listener()
    this.#askNext()
  }

  #forgetSome(): void {
    const wanted = this.#wanted()
    for (const page of this.#known.keys()) {
      if (this.#known.size <= pagesKept) return
      if (!wanted.includes(page)) this.#known.delete(page)
    }
  }

  #setHead(change: Partial<ListHead<A>>): void {
    const next = { ...this.#head, ...change }
    if (next.answer === this.#head.answer && next.error === this.#head.error) return
    this.#head = next
    for (const listener of [...this.#headListeners]) listener()
  }
}

function listenTo(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
