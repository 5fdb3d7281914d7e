import { AppError } from '#shared/contract/errors.ts'
import type { notesContract } from '#shared/contract/notes.ts'
import type { Handlers } from '../host/context.ts'
import { findNote, notesOf } from '../queries/notes.ts'
import { saveRecord } from './save-records.ts'

export const noteHandlers: Handlers<typeof notesContract> = {
  'notes.list': ({ read, account }, filter) =>
    read(async (db) =>
      (await notesOf(db, filter)).map((note) => ({ ...note, mine: note.createdBy === account?.userId })),
    ),
  'notes.save': async ({ write, author }, { id, ...values }) => {
    const context = author()
    await write(async (tx) => {
      const known = await findNote(tx, id)
      if (known && known.createdBy !== context.author) throw new AppError('record/not-yours')
      await saveRecord(tx, context, { table: 'notes', id, kind: 'set', values })
    })
    return null
  },
}
