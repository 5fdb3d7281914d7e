import type { z } from 'zod'

/** Marks the type of a reply. Replies come from our own data host and are not parsed again. */
declare const replyType: unique symbol
export interface Reply<T> {
  readonly [replyType]?: T
}

/** `returns<VisitSummary[]>()`: states the type of a call's reply. */
export const returns = <T>(): Reply<T> => ({})

export interface Call<I extends z.ZodType = z.ZodType, O = unknown> {
  readonly kind: 'query' | 'command'
  readonly input: I
  readonly output: Reply<O>
}

/** A call that only reads; live queries run it again when a table it read has changed. */
export const query = <I extends z.ZodType, O>(
  input: I,
  output: Reply<O>,
): Call<I, O> & { kind: 'query' } => ({
  kind: 'query',
  input,
  output,
})

/** A call that changes something. */
export const command = <I extends z.ZodType, O>(
  input: I,
  output: Reply<O>,
): Call<I, O> & { kind: 'command' } => ({
  kind: 'command',
  input,
  output,
})

export type Contract = Readonly<Record<string, Call>>
/** What a caller hands in. */
export type InputOf<C> = C extends Call<infer I, unknown> ? z.input<I> : never
/** What the handler receives after the parse. */
export type ParsedInputOf<C> = C extends Call<infer I, unknown> ? z.output<I> : never
export type OutputOf<C> = C extends { readonly output: Reply<infer O> } ? O : never
