import type { Migration } from 'kysely/migration'
import * as foundation from './0001-foundation.ts'
import * as syncCare from './0002-sync-care.ts'
import * as exchange from './0003-exchange.ts'
import * as wholeOperations from './0004-whole-operations.ts'
import * as settledQuarantine from './0005-settled-quarantine.ts'
import * as noteEdits from './0006-note-edits.ts'
import * as files from './0007-files.ts'
import * as duplicates from './0010-duplicates.ts'
import * as linearWholes from './0014-linear-wholes.ts'
import * as setBack from './0015-set-back.ts'
import * as oneCounterIndex from './0016-one-counter-index.ts'

/** Every migration by its name, in order. Additive only: a server of the version before keeps working. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-sync-care': syncCare,
  '0003-exchange': exchange,
  '0004-whole-operations': wholeOperations,
  '0005-settled-quarantine': settledQuarantine,
  '0006-note-edits': noteEdits,
  '0007-files': files,
  '0010-duplicates': duplicates,
  '0014-linear-wholes': linearWholes,
  '0015-set-back': setBack,
  '0016-one-counter-index': oneCounterIndex,
}
