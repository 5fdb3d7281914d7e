import type { SavedView } from '#shared/domain/saved-views.ts'
import type { Reader } from '../database/schema.ts'

/** A user's views of a list, by name. */
export async function viewsOf(db: Reader, place: string, userId: string): Promise<SavedView[]> {
  return db
    .selectFrom('savedViews')
    .selectAll()
    .where('place', '=', place)
    .where('createdBy', '=', userId)
    .orderBy('name')
    .orderBy('id')
    .execute()
}
