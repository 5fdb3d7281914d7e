import { accountContract } from './account.ts'
import { attachmentsContract } from './attachments.ts'
import type { InputOf, OutputOf } from './call.ts'
import { cardsContract } from './cards.ts'
import { chainsContract } from './chains.ts'
import { contactsContract } from './contacts.ts'
import { draftsContract } from './drafts.ts'
import { duplicatesContract } from './duplicates.ts'
import { enterprisesContract } from './enterprises.ts'
import { exchangeContract } from './exchange.ts'
import { importsContract } from './imports.ts'
import { minutesContract } from './minutes.ts'
import { negotiationsContract } from './negotiations.ts'
import { notesContract } from './notes.ts'
import { peopleContract } from './people.ts'
import { policiesContract } from './policies.ts'
import { projectsContract } from './projects.ts'
import { promisesContract } from './promises.ts'
import { recordingsContract } from './recordings.ts'
import { recordsContract } from './records.ts'
import { reportsContract } from './reports.ts'
import { searchContract } from './search.ts'
import { syncContract } from './sync.ts'
import { syncCentreContract } from './sync-centre.ts'
import { targetListsContract } from './target-lists.ts'
import { tripsContract } from './trips.ts'
import { vaultContract } from './vault.ts'
import { viewsContract } from './views.ts'
import { visitsContract } from './visits.ts'

/** Every call between window and data host. */
export const contract = {
  ...vaultContract,
  ...accountContract,
  ...recordsContract,
  ...attachmentsContract,
  ...recordingsContract,
  ...draftsContract,
  ...duplicatesContract,
  ...peopleContract,
  ...enterprisesContract,
  ...chainsContract,
  ...contactsContract,
  ...cardsContract,
  ...tripsContract,
  ...visitsContract,
  ...notesContract,
  ...minutesContract,
  ...negotiationsContract,
  ...projectsContract,
  ...targetListsContract,
  ...viewsContract,
  ...policiesContract,
  ...promisesContract,
  ...searchContract,
  ...importsContract,
  ...reportsContract,
  ...syncContract,
  ...syncCentreContract,
  ...exchangeContract,
}

export type CallName = keyof typeof contract
export type Input<N extends CallName> = InputOf<(typeof contract)[N]>
export type Output<N extends CallName> = OutputOf<(typeof contract)[N]>
