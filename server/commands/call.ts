import type { ParseArgsOptionsConfig } from 'node:util'
import { AdministrationError } from '../administration/publish.ts'
import type { Database } from '../database/open-database.ts'

/** Every option of every command. */
export const options = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  files: { type: 'string' },
  'trust-proxy': { type: 'string' },
  id: { type: 'string' },
  note: { type: 'string' },
  all: { type: 'boolean' },
  name: { type: 'string' },
  kind: { type: 'string' },
  parent: { type: 'string' },
  'short-name': { type: 'string' },
  division: { type: 'string' },
  login: { type: 'string' },
  unit: { type: 'string' },
  role: { type: 'string' },
  post: { type: 'string' },
  phone: { type: 'string' },
  rank: { type: 'string' },
  'lease-days': { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

export type TextOption = {
  [K in keyof typeof options]: (typeof options)[K]['type'] extends 'string' ? K : never
}[keyof typeof options]
export type Values = { [K in TextOption]?: string | undefined } & {
  help?: boolean | undefined
  all?: boolean | undefined
  'password-stdin'?: boolean | undefined
}

/** One call of a command. */
export interface Call {
  readonly db: Database
  readonly values: Values
  /** Words after the command. */
  readonly rest: readonly string[]
  readonly print: (line: string) => void
}

/** @throws AdministrationError when the option is missing. */
export function required(values: Values, name: TextOption): string {
  const value = values[name]
  if (!value?.trim()) throw new AdministrationError(`--${name} is missing.`)
  return value
}
