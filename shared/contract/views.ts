import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { type SavedView, savedViews, viewPlaces } from '../domain/saved-views.ts'
import { command, query, returns } from './call.ts'

export const viewsContract = {
  /** The user's own views of a list, by name. */
  'views.list': query(z.object({ place: z.enum(viewPlaces) }), returns<readonly SavedView[]>()),
  'views.save': command(
    savedViews.draft.extend({ id: RecordId, place: z.enum(viewPlaces) }),
    returns<null>(),
  ),
}
