/** What the processes of the measurement tell each other. */
export type ServerMessage =
  | {
      readonly type: 'ready'
      readonly url: string
      readonly limitUrl: string
      readonly recordBytes: number
    }
  | { readonly type: 'changed' }

export type ServerOrder = { readonly type: 'change' } | { readonly type: 'stop' }

export const benchPassword = 'bench-password-1'

export const tasks = ['limit', 'pull', 'push', 'pull-one', 'fill-outbox', 'start-outbox'] as const
export type Task = (typeof tasks)[number]

/** What a client process is started with, as JSON in its first argument. */
export interface ClientOrder {
  readonly task: Task
  readonly url: string
  readonly login: string
  readonly records: number
  /** Seed of the records it writes: no two rounds write the same ones. */
  readonly seed: number
  /** Folder of a store that outlives the process; a passing one when null. */
  readonly folder: string | null
}

/** What a client process prints: seconds of the work alone, memory before it and at its highest. */
export interface Measured {
  readonly seconds: number
  readonly idleRssMiB: number
  readonly peakRssMiB: number
  /** Records that are there afterwards, so that a fast failure is none. */
  readonly records: number
  readonly notes?: Readonly<Record<string, number>>
}
