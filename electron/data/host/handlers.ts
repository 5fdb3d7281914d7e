import { contract } from '#shared/contract/index.ts'
import { accountHandlers } from '../handlers/account.ts'
import { draftHandlers } from '../handlers/drafts.ts'
import { syncHandlers } from '../handlers/sync.ts'
import { vaultHandlers } from '../handlers/vault.ts'
import type { Endpoint } from './dispatcher.ts'

/** The handlers of every topic. A topic adds its line here. */
const handlers = {
  ...accountHandlers,
  ...syncHandlers,
  ...vaultHandlers,
  ...draftHandlers,
}

/** Every call of the contract that has its handler, by name. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map(
  Object.entries(contract).flatMap(([name, { input }]) => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof typeof handlers] : undefined
    return handler ? [[name, { input, handler }] as const] : []
  }),
)
