import { contract } from '#shared/contract/index.ts'
import { accountHandlers } from '../handlers/account.ts'
import { attachmentHandlers } from '../handlers/attachments.ts'
import { cardHandlers } from '../handlers/cards.ts'
import { chainHandlers } from '../handlers/chains.ts'
import { contactHandlers } from '../handlers/contacts.ts'
import { draftHandlers } from '../handlers/drafts.ts'
import { duplicateHandlers } from '../handlers/duplicates.ts'
import { enterpriseHandlers } from '../handlers/enterprises.ts'
import { exchangeHandlers } from '../handlers/exchange.ts'
import { importHandlers } from '../handlers/imports.ts'
import { minutesHandlers } from '../handlers/minutes.ts'
import { negotiationHandlers } from '../handlers/negotiations.ts'
import { noteHandlers } from '../handlers/notes.ts'
import { peopleHandlers } from '../handlers/people.ts'
import { policyHandlers } from '../handlers/policies.ts'
import { projectHandlers } from '../handlers/projects.ts'
import { promiseHandlers } from '../handlers/promises.ts'
import { recordingHandlers } from '../handlers/recordings.ts'
import { recordHandlers } from '../handlers/records.ts'
import { reportHandlers } from '../handlers/reports.ts'
import { searchHandlers } from '../handlers/search.ts'
import { syncHandlers } from '../handlers/sync.ts'
import { syncCentreHandlers } from '../handlers/sync-centre.ts'
import { targetListHandlers } from '../handlers/target-lists.ts'
import { tripHandlers } from '../handlers/trips.ts'
import { vaultHandlers } from '../handlers/vault.ts'
import { viewHandlers } from '../handlers/views.ts'
import { visitHandlers } from '../handlers/visits.ts'
import type { Endpoint } from './dispatcher.ts'

/** The handlers of every topic. A topic adds its line here. */
const handlers = {
  ...accountHandlers,
  ...attachmentHandlers,
  ...cardHandlers,
  ...contactHandlers,
  ...draftHandlers,
  ...duplicateHandlers,
  ...enterpriseHandlers,
  ...chainHandlers,
  ...noteHandlers,
  ...minutesHandlers,
  ...negotiationHandlers,
  ...peopleHandlers,
  ...policyHandlers,
  ...projectHandlers,
  ...promiseHandlers,
  ...recordHandlers,
  ...recordingHandlers,
  ...searchHandlers,
  ...exchangeHandlers,
  ...importHandlers,
  ...reportHandlers,
  ...syncHandlers,
  ...syncCentreHandlers,
  ...targetListHandlers,
  ...viewHandlers,
  ...tripHandlers,
  ...vaultHandlers,
  ...visitHandlers,
}

/** Every call of the contract that has its handler, by name. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map(
  Object.entries(contract).flatMap(([name, { input }]) => {
    const handler = Object.hasOwn(handlers, name) ? handlers[name as keyof typeof handlers] : undefined
    return handler ? [[name, { input, handler }] as const] : []
  }),
)
