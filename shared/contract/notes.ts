import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { type Note, notes } from '../domain/notes.ts'
import { command, query, returns } from './call.ts'

export const notesContract = {
  'notes.list': query(
    z.object({ enterpriseId: RecordId.nullable().default(null), visitId: RecordId.nullable().default(null) }),
    returns<readonly (Note & { readonly authorName: string | null; readonly mine: boolean })[]>(),
  ),
  'notes.save': command(notes.draft.extend({ id: RecordId }), returns<null>()),
}
