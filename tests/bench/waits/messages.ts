/** What the two processes of the measurement tell each other. */
export type ServerMessage = { readonly type: 'ready'; readonly url: string } | { readonly type: 'done' }

export type ServerOrder =
  | { readonly type: 'change'; readonly records: number }
  | { readonly type: 'revoke' }
  | { readonly type: 'stop' }

export const benchPassword = 'bench-password-1'

/**
 * Wait of a call in milliseconds, and those of them in which the device's thread was at work: what else runs on the
 * machine makes only the first longer.
 */
export interface Wait {
  readonly call: string
  readonly ms: number
  readonly cpuMs: number
}

/** How long one piece of work kept the store or the thread to itself, in milliseconds. */
export interface Hold {
  readonly what: string
  readonly ms: number
  readonly cpuMs: number
}

/** What one device found out: by phase, the user's calls and what kept the store longest. */
export interface PhaseWaits {
  readonly phase: string
  readonly seconds: number
  readonly waits: readonly Wait[]
  readonly holds: readonly Hold[]
}
