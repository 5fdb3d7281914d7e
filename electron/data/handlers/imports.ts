import { z } from 'zod'
import type { ImportBatch, importsContract } from '#shared/contract/imports.ts'
import type { ImportField } from '#shared/domain/import/columns.ts'
import type { ImportKind } from '#shared/domain/import/kinds.ts'
import type { Reader } from '../database/schema.ts'
import type { HandlerContext, Handlers } from '../host/context.ts'
import { applyImport } from '../import/apply-import.ts'
import { asJob, cancelJob, type Job, jobProgress } from '../import/job.ts'
import {
  closePreview,
  compareChosen,
  mappingText,
  openPreview,
  previewAs,
  previewOf,
} from '../import/preview-session.ts'
import { lastOf, turnBack } from '../import/undo-import.ts'
import { type BatchRow, batches, keepMapping } from '../queries/imports.ts'

export const importHandlers: Handlers<typeof importsContract> = {
  'imports.open': ({ vault, files, clock, read }, { fileToken }) =>
    asJob('reading', async (job) => {
      const path = files.pathOf(fileToken, 'read')
      const session = await openPreview(vault, path, files.nameOf(fileToken))
      try {
        return await previewAs(session, read, clock.today, {}, job)
      } catch (error) {
        closePreview(session.id)
        throw error
      }
    }),
  'imports.read': ({ clock, read }, { session, columns, ...choice }) =>
    asJob('reading', (job) => {
      // The reader takes only fields it knows; another name leaves the column unknown.
      const fields = columns as Record<number, ImportField> | undefined
      return previewAs(previewOf(session), read, clock.today, { ...choice, columns: fields }, job)
    }),
  'imports.rows': (_, { session, ...of }) => previewOf(session).reader.ask('rows', of),
  'imports.row': (_, { session, line }) => previewOf(session).reader.ask('row', { line }),
  'imports.decide': async ({ read }, { session, line, action, target }) => {
    const preview = previewOf(session)
    const decision = action === null ? null : { action, target }
    await preview.reader.ask('decide', { line, decision })
    await compareChosen(preview, read)
    return { counts: await preview.reader.ask('plan', undefined) }
  },
  'imports.decideAll': async (_, { session, verdict, action }) => {
    const { reader } = previewOf(session)
    await reader.ask('decideAll', { verdict, action })
    return { counts: await reader.ask('plan', undefined) }
  },
  'imports.apply': (context, { session }) =>
    asJob('writing', (job) => withLongLog(context, () => apply(context, session, job))),
  'imports.progress': () => jobProgress(),
  'imports.cancel': () => {
    cancelJob()
    return null
  },
  'imports.badRows': async ({ files }, { session, fileToken, locale }) => {
    const { bytes, rows } = await previewOf(session).reader.ask('badRows', { locale })
    files.write(fileToken, bytes)
    return { rows }
  },
  'imports.close': (_, { session }) => {
    closePreview(session)
    return null
  },
  'imports.batches': ({ read }) =>
    read(async (db) => {
      const rows = await batches(db, 100)
      const shown: ImportBatch[] = []
      for (const row of rows) shown.push(await shownBatch(db, row))
      return shown
    }),
  'imports.undo': (context, { batchId }) => turn(context, batchId, true),
  'imports.redo': (context, { batchId }) => turn(context, batchId, false),
}

async function apply({ read, write, author, clock }: HandlerContext, id: string, job: Job) {
  const session = previewOf(id)
  const result = await applyImport({ read, write, author: author() }, job, session)
  if (result.batchId !== null) {
    const { fingerprint } = session
    const mapping = mappingText(session)
    await write((tx) => keepMapping(tx, { fingerprint, mapping, usedAt: clock.now }))
    if (result.bad === 0) closePreview(id)
  }
  return result
}

function turn(context: HandlerContext, batchId: string, stands: boolean) {
  const { read, write, author } = context
  return asJob('undoing', (job) =>
    withLongLog(context, () => turnBack({ read, write, author: author() }, job, batchId, stands)),
  )
}

/** 16 MiB: folding that in takes about as long as one of an import's transactions. */
const pagesOfLog = 4096

async function withLongLog<T>({ vault }: HandlerContext, work: () => Promise<T>): Promise<T> {
  const { store } = vault.open()
  await store.letLogGrow(pagesOfLog)
  try {
    return await work()
  } finally {
    await store.foldLog()
  }
}

const Counts = z.object({
  created: z.number().default(0),
  updated: z.number().default(0),
  skipped: z.number().default(0),
  contacts: z.number().default(0),
  visits: z.number().default(0),
})

async function shownBatch(db: Reader, { id, kind, fileName, at, counts }: BatchRow): Promise<ImportBatch> {
  const last = await lastOf(db, id)
  const state = last?.stands === false ? 'undone' : 'done'
  // Written by this program from the kinds it knows.
  return { id, kind: kind as ImportKind, fileName, at, state, ...Counts.parse(JSON.parse(counts)) }
}
