import type { RefusedRecord } from '#shared/contract/sync-centre.ts'
import { call } from '../../lib/client.ts'
import { initialContact } from '../contacts/contact-form.ts'
import { initialTrip } from '../trips/trip-form.ts'
import { visitFormOf } from '../visits/visit-form.ts'
import { fieldOfDetail } from './refusal-text.ts'

/** The form in which a refused change is mended: its address, the draft it opens with. */
export interface Repair {
  readonly path: string
  readonly draftKey: string
  readonly body: unknown
}

type Change = Pick<
  RefusedRecord,
  'table' | 'recordId' | 'kind' | 'detail' | 'values' | 'names' | 'isHere' | 'owner'
>

/** Whether there is a form for such a change. Deletes and the like can only be sent again. */
export function canRepair({ table, kind, isHere, owner }: Change): boolean {
  if (kind !== 'create' && kind !== 'update') return false
  switch (table) {
    case 'enterprises':
    case 'contacts':
    case 'trips':
    case 'visits':
    case 'followUps':
    case 'projects':
    case 'minutes':
    case 'industryChains':
      return true
    case 'demands':
    case 'commitments':
      return isHere
    case 'contactPosts':
    case 'tripMembers':
    case 'tripLegs':
      return owner !== null
    default:
      return false
  }
}

/** Where a refused change is mended, with what it wrote filled in over what the record is now. */
export async function repairOf(change: Change): Promise<Repair> {
  const { table, recordId: id, isHere, owner, names } = change
  const values = ownValues(change.values)
  // A form that was opened for one field leads back here when it is saved.
  const wrong = fieldOfDetail(change.detail) ?? ''
  const field = `field=${encodeURIComponent(wrong in values ? wrong : (Object.keys(values)[0] ?? ''))}`
  const plain = (topic: string, path: string): Repair =>
    isHere
      ? { path: `${path}/${id}/edit?${field}`, draftKey: `${topic}:${id}`, body: values }
      : { path: `${path}/new?id=${id}&${field}`, draftKey: `${topic}:new`, body: values }
  const promise = (topic: string, tab: string): Repair => ({
    path: `/promises?tab=${tab}&open=${isHere ? id : 'new'}`,
    draftKey: isHere ? `${topic}:${id}` : `${topic}:new`,
    body: values,
  })
  switch (table) {
    case 'enterprises':
      return plain('enterprise', '/enterprises')
    case 'contacts':
      return plain('contact', '/contacts')
    case 'trips':
      return plain('trip', '/trips')
    case 'projects':
      return plain('project', '/projects')
    case 'industryChains':
      return plain('chain', '/chains')
    case 'minutes': {
      const { visitId, enterpriseId } = values
      const about = visitId ? `visit=${visitId}` : `enterprise=${enterpriseId}`
      return isHere
        ? plain('minutes', '/minutes')
        : {
            path: `/minutes/new?id=${id}&${about}&${field}`,
            draftKey: `minutes:new:${visitId ?? enterpriseId}`,
            body: values,
          }
    }
    case 'followUps':
      return promise('followUp', 'followUps')
    case 'demands':
      return promise('demand', 'demands')
    case 'commitments':
      return promise('commitment', 'commitments')
    case 'visits': {
      const stored = isHere ? await call('visits.get', { id }) : null
      const enterprise = typeof values.enterpriseId === 'string' ? names[values.enterpriseId] : undefined
      const body = {
        enterpriseName: '',
        ...(stored ? visitFormOf(stored) : {}),
        ...values,
        ...(enterprise ? { enterpriseName: enterprise } : {}),
      }
      return stored
        ? { path: `/visits/${id}/edit?${field}`, draftKey: `visit:${id}`, body }
        : { path: `/visits/new?draft=${id}&${field}`, draftKey: `visit:new:${id}`, body }
    }
    case 'contactPosts': {
      const stored = await call('contacts.get', { id: owner ?? '' })
      const { posts } = initialContact(stored, null)
      return {
        path: `/contacts/${owner}/edit`,
        draftKey: `contact:${owner}`,
        body: { posts: withRow(posts, id, values) },
      }
    }
    default: {
      const stored = initialTrip(await call('trips.get', { id: owner ?? '' }))
      const rows = table === 'tripMembers' ? 'members' : 'legs'
      return {
        path: `/trips/${owner}/edit`,
        draftKey: `trip:${owner}`,
        body: { [rows]: withRow(stored[rows] ?? [], id, values) },
      }
    }
  }
}

/** What a form holds of a change: the common fields are set by the data host. */
function ownValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    unitId: _unit,
    createdBy: _by,
    createdAt: _at,
    origin: _origin,
    importBatchId: _batch,
    ...own
  } = values
  return own
}

/** Rows of a form with what was refused filled into one of them, or added as a row of its own. */
export function withRow(
  rows: readonly unknown[],
  id: string,
  values: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const isRow = (row: unknown) => typeof row === 'object' && row !== null && 'id' in row && row.id === id
  if (!rows.some(isRow)) return [...rows, { ...values, id }]
  return rows.map((row) => (isRow(row) ? { ...(row as object), ...values } : row))
}
