import { AppError } from '#shared/contract/errors.ts'
import type { CallName, Input, Output } from '#shared/contract/index.ts'
import type { OutpostBridge } from '#shared/contract/window.ts'

declare global {
  interface Window {
    readonly outpost: OutpostBridge
  }
}

/** The window's only way out: what the preload exposes. */
export const bridge = (): OutpostBridge => window.outpost

export interface Answer<N extends CallName> {
  readonly value: Output<N>
  /** Tables the query read; an announcement naming one of them makes the answer old. */
  readonly tables: readonly string[]
}

/** Calls the data host and also tells which tables the answer came from. Throws AppError. */
export async function ask<N extends CallName>(name: N, input: Input<N>): Promise<Answer<N>> {
  const outcome = await bridge().call(name, input)
  if (!outcome.ok) throw new AppError(outcome.code, outcome.details)
  // The contract types the reply; it comes from our own data host and is not parsed again.
  return { value: outcome.value as Output<N>, tables: outcome.tables }
}

/**
 * Calls the data host, typed by the contract: `await call('visits.get', { id })`.
 * Throws AppError with a code of the closed set.
 */
export async function call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
  return (await ask(name, input)).value
}

/** Whatever was thrown, as an AppError: an unexpected failure counts as `internal`. */
export function appError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal', {}, { cause: thrown })
}
