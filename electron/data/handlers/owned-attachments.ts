import type { Writer } from '../database/schema.ts'
import { attachmentsElsewhere } from '../queries/attachments.ts'
import { record, type WriteContext } from '../record/record.ts'

/**
 * Files may be attached before their visit is saved, and a visit may move to another trip: this user's files of a record
 * follow it, so that those who see the record see its files.
 */
export async function moveAttachmentsWith(
  tx: Writer,
  context: WriteContext,
  ownerId: string,
  place: { readonly enterpriseId: string | null; readonly tripId: string | null },
): Promise<void> {
  for (const id of await attachmentsElsewhere(tx, ownerId, context.author, place))
    await record(tx, context, { table: 'attachments', id, kind: 'set', values: place })
}
