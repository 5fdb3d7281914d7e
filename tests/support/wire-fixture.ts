import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One request and its answer as they went over the wire, bodies parsed, tokens replaced by `token-of-<login>`. */
export interface Exchange {
  readonly request: {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly gzip: boolean
    readonly token: string | null
    /** Text where it was no JSON, null where there was none. */
    readonly body: unknown
  }
  readonly response: { readonly status: number; readonly type: string; readonly body: unknown }
}

export interface Recording {
  readonly recorded: {
    readonly protocol: number
    readonly units: Readonly<Record<'bureau' | 'zone' | 'liaison', string>>
    /** User ids by login. */
    readonly users: Readonly<Record<'bing' | 'jia' | 'yi', string>>
    readonly records: Readonly<Record<string, string>>
  }
  readonly exchanges: readonly Exchange[]
}

/** The exchanges of three laptops with a server, recorded with the program that first spoke this protocol. */
export function recordingOfProtocol(version: 1): Recording {
  const file = fileURLToPath(new URL(`../fixtures/wire/protocol-${version}.json`, import.meta.url))
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Address without its query. */
export const addressOf = ({ request }: Exchange): string => request.path.split('?')[0] ?? ''
