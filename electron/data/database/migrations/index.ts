import { foundation } from './0001-foundation.ts'
import { syncCare } from './0002-sync-care.ts'
import { exchange } from './0003-exchange.ts'
import { contestedRecords } from './0004-contested-records.ts'
import { bootstrap } from './0005-bootstrap.ts'
import { wholeOperations } from './0006-whole-operations.ts'
import { handedOver } from './0007-handed-over.ts'
import { libraries } from './0008-libraries.ts'
import { noteEdits } from './0009-note-edits.ts'
import { attachments } from './0010-attachments.ts'
import { imports } from './0011-imports.ts'
import { searchAndScale } from './0012-search-and-scale.ts'
import { duplicates } from './0014-duplicates.ts'
import { minutesAndNegotiations } from './0015-minutes-and-negotiations.ts'
import { chains } from './0016-industry-chains.ts'
import { recordings } from './0017-recordings.ts'
import { setBack } from './0018-set-back.ts'
import { roomyTables } from './0019-roomy-tables.ts'
import { duplicatesAtWork } from './0020-duplicates-at-work.ts'
import { publishedLists } from './0021-published-lists.ts'
import { listFilters } from './0023-list-filters.ts'
import { slicedMerging } from './0024-sliced-merging.ts'
import { roomyJournal } from './0028-roomy-journal.ts'
import { shortClocks } from './0029-short-clocks.ts'
import type { Migration } from './migration.ts'

/** Every step in order; the last one's version is the newest schema this program knows. */
export const migrations: readonly Migration[] = [
  foundation,
  syncCare,
  exchange,
  contestedRecords,
  bootstrap,
  wholeOperations,
  handedOver,
  libraries,
  noteEdits,
  attachments,
  imports,
  searchAndScale,
  duplicates,
  minutesAndNegotiations,
  chains,
  recordings,
  setBack,
  roomyTables,
  duplicatesAtWork,
  publishedLists,
  listFilters,
  slicedMerging,
  roomyJournal,
  shortClocks,
]
