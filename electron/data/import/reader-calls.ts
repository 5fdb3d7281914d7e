import type { ErrorCode, ErrorDetails } from '#shared/contract/errors.ts'
import type { ImportReader } from './reader.ts'

/** What can be asked of the thread that reads a file. */
export type ReaderMethod = Exclude<keyof ImportReader, symbol>
export type ReaderInput<M extends ReaderMethod> = Parameters<ImportReader[M]>[0]
export type ReaderOutput<M extends ReaderMethod> = Awaited<ReturnType<ImportReader[M]>>

export interface ReaderRequest {
  readonly id: number
  readonly method: ReaderMethod
  readonly input: unknown
}

export type ReaderReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly code: ErrorCode
      readonly details: ErrorDetails
      readonly cause: string
    }
