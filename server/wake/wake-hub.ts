import { sql } from 'kysely'
import type { Database } from '../database/open-database.ts'

/** Tells connected devices that a scope has something new. Only a hint: devices ask regularly anyway. */
export interface WakeHub {
  /** Something was committed here: look soon, and tell other processes. */
  readonly poke: () => void
  /** Another process committed something. */
  readonly heard: () => void
  /**
   * Hears of every new number of the scopes from now on. A device has one listener: a second one takes the place of
   * the first. @returns what ends it, or null when there are too many
   */
  readonly listen: (listener: Listener) => (() => void) | null
  readonly listeners: () => number
  readonly close: () => void
}

export interface Listener {
  readonly device: string
  readonly scopes: ReadonlySet<string>
  readonly tell: (scope: string, seq: number) => void
  /** Called when another connection of the device takes its place, and when the server stops. */
  readonly end: () => void
}

export interface WakeOptions {
  readonly db: Database
  /** Tells the other processes of this server; nothing where there is only one. */
  readonly tellOthers?: () => Promise<void>
  readonly onError?: (error: unknown) => void
  readonly mostListeners?: number
  readonly intervalMs?: number
}

/** Looks at most this often, however much is pushed: NOTIFY takes a lock over the whole cluster (sync.md 8). */
const defaultIntervalMs = 250

export function wakeHub(options: WakeOptions): WakeHub {
  const { db, tellOthers, onError = () => undefined, mostListeners = 2000 } = options
  const intervalMs = options.intervalMs ?? defaultIntervalMs
  const listeners = new Map<string, Listener>()
  const heads = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null
  let announce = false
  let closed = false

  const look = async () => {
    const scopes = [...new Set([...listeners.values()].flatMap(({ scopes }) => [...scopes]))]
    if (scopes.length === 0) return
    const { rows } = await sql<{ id: string; max_seq: number }>`
      select id, max_seq from scope where id = any(${scopes}::text[])`.execute(db)
    for (const { id, max_seq } of rows) {
      const before = heads.get(id)
      heads.set(id, max_seq)
      if (before === max_seq) continue
      for (const listener of listeners.values()) if (listener.scopes.has(id)) listener.tell(id, max_seq)
    }
  }
  const plan = () => {
    if (timer || closed) return
    timer = setTimeout(() => {
      timer = null
      const others = announce
      announce = false
      Promise.all([look(), others ? tellOthers?.() : undefined]).catch(onError)
    }, intervalMs)
    timer.unref()
  }

  return {
    poke: () => {
      announce = true
      plan()
    },
    heard: plan,
    listen: (listener) => {
      if (closed) return null
      const earlier = listeners.get(listener.device)
      if (!earlier && listeners.size >= mostListeners) return null
      earlier?.end()
      listeners.set(listener.device, listener)
      // What was committed between the device's last question and now must not be missed either.
      plan()
      return () => {
        if (listeners.get(listener.device) === listener) listeners.delete(listener.device)
      }
    },
    listeners: () => listeners.size,
    close: () => {
      closed = true
      if (timer) clearTimeout(timer)
      for (const listener of [...listeners.values()]) listener.end()
      listeners.clear()
    },
  }
}
