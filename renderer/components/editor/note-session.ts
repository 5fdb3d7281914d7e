import * as Y from 'yjs'
import type { NewNote } from '#shared/contract/notes.ts'
import { fromBase64, toBase64 } from '#shared/notes/base64.ts'
import { textOf } from '#shared/notes/blocks.ts'
import { call } from '../../lib/client.ts'
import { isComposing, whenComposed } from '../../lib/composition.ts'
import { ownChange } from './binding.ts'

/** Input is on this device within the second, a crash costs no more. */
const journalMs = 250
/** After so long without a key pressed, what was typed becomes part of the note. */
const idleMs = 20_000

export interface SessionState {
  /** When the last input was kept on this device; null before that. */
  readonly keptAt: string | null
  /** When what was typed last became part of the note. */
  readonly savedAt: string | null
  /** The last input could not be kept: it is in the window alone. */
  readonly failed: boolean
  /** Something was typed since the note was last saved. */
  readonly dirty: boolean
}

interface Options {
  readonly id: string
  readonly state: string
  readonly generation: string | null
  /** What the note is to be, asked at each write, as long as it is none; null for one that exists. */
  readonly draft: () => NewNote | null
  readonly onState: (state: SessionState) => void
}

/**
 * A note while it is written here: its document under a client of its own, drawn at random for this session, and the
 * way of what is typed to this device and into the note.
 */
export class NoteSession {
  readonly doc = new Y.Doc()
  readonly text = textOf(this.doc)
  readonly undo: Y.UndoManager
  readonly generation: string | null
  readonly #options: Options
  #typed: Uint8Array[] = []
  #journalTimer: ReturnType<typeof setTimeout> | undefined
  #idleTimer: ReturnType<typeof setTimeout> | undefined
  #work: Promise<unknown> = Promise.resolve()
  #state: SessionState = { keptAt: null, savedAt: null, failed: false, dirty: false }

  constructor(options: Options) {
    this.#options = options
    this.generation = options.generation
    Y.applyUpdate(this.doc, fromBase64(options.state), 'opened')
    this.undo = new Y.UndoManager(this.text, { trackedOrigins: new Set([ownChange]), captureTimeout: 600 })
    this.doc.on('update', this.#onUpdate)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== ownChange && !(origin instanceof Y.UndoManager)) return
    this.#typed.push(update)
    this.#set({ dirty: true })
    this.#journalTimer ??= setTimeout(() => void this.keep(), journalMs)
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => whenComposed(this.#saveWhenIdle), idleMs)
  }

  readonly #saveWhenIdle = (): void => {
    void this.save().catch(() => undefined)
  }

  /** Takes in what came from elsewhere, after the input method is done. */
  receive(state: string): void {
    const take = () => Y.applyUpdate(this.doc, fromBase64(state), 'received')
    if (isComposing()) whenComposed(take)
    else take()
  }

  /** Writes what was typed to this device. What cannot be written now is tried with the next input. */
  keep(): Promise<void> {
    clearTimeout(this.#journalTimer)
    this.#journalTimer = undefined
    return this.#then(async () => {
      const typed = this.#typed.splice(0)
      if (typed.length === 0) return
      const update = Y.mergeUpdates(typed)
      try {
        const { id, draft } = this.#options
        const piece = { id, generation: this.generation, update: toBase64(update), draft: draft() }
        const { at } = await call('notes.type', piece)
        this.#set({ keptAt: at, failed: false })
      } catch (error) {
        this.#typed.unshift(update)
        this.#set({ failed: true })
        throw error
      }
    })
  }

  /** Makes what was typed part of the note. @returns when, or null where there was nothing. @throws AppError */
  async save(): Promise<string | null> {
    clearTimeout(this.#idleTimer)
    await this.keep()
    const { savedAt } = await this.#then(() => call('notes.seal', { id: this.#options.id }))
    if (this.#typed.length === 0) this.#set({ dirty: false })
    if (savedAt !== null) this.#set({ savedAt })
    return savedAt
  }

  /** Ends the session: what was typed is saved, and nothing more is written. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    if (this.#state.dirty) await this.save()
    this.undo.destroy()
  }

  #then<T>(step: () => Promise<T>): Promise<T> {
    const result = this.#work.then(step)
    this.#work = result.catch(() => undefined)
    return result
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onState(this.#state)
  }
}
