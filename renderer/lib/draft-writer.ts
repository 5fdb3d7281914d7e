import { whenComposed } from './composition.ts'

interface Sink {
  readonly save: (body: unknown) => Promise<void>
  readonly discard: () => Promise<void>
}

/** How long after the last input a draft is written. */
export const draftDelayMs = 400

/** Writes a form's draft a moment after the last input, never two writes at once, never after it was discarded. */
export class DraftWriter {
  readonly #sink: Sink
  #read: (() => unknown) | null = null
  #touches = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(sink: Sink) {
    this.#sink = sink
  }

  /** Notes that the form changed; `read` is asked for its content when the draft is written. */
  touch(read: () => unknown): void {
    this.#touches += 1
    this.#read = read
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => whenComposed(this.#later), draftDelayMs)
  }

  readonly #later = (): void => {
    void this.flush()
  }

  /** Counts the inputs: another number later says that something was typed in between. */
  get touches(): number {
    return this.#touches
  }

  /** Writes what is not written yet; resolves when it is on the disk. A failed write is tried at the next input. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    const read = this.#read
    if (!read) return this.#writing
    this.#read = null
    const body = read()
    this.#writing = this.#writing
      .then(() => this.#sink.save(body))
      .catch(() => {
        this.#read ??= read
      })
    return this.#writing
  }

  /** Forgets what is not written yet and removes what was. */
  discard(): Promise<void> {
    clearTimeout(this.#timer)
    this.#read = null
    this.#writing = this.#writing.then(() => this.#sink.discard()).catch(() => undefined)
    return this.#writing
  }
}
