import { z } from 'zod'
import type { Contact, ContactPost } from '../domain/contacts.ts'
import { type Enterprise, enterprises } from '../domain/enterprises.ts'
import { RecordId } from '../domain/entity.ts'
import { badgeTypes, enterpriseStatuses, priorities, regions } from '../domain/enumerations.ts'
import { Transfer } from '../domain/transfers.ts'
import { command, query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'
import type { TimelineEntry } from './timeline.ts'

export const EnterpriseFilter = Page.extend({
  /** Any part of the name, pinyin, initials or credit code. */
  text: z.string().max(100).default(''),
  library: z.enum(['all', 'target', 'customer']).default('all'),
  city: z.string().max(60).nullable().default(null),
  chain: z.string().max(60).nullable().default(null),
  badge: z.enum(badgeTypes).nullable().default(null),
  priority: z.enum(priorities).nullable().default(null),
  status: z.enum(enterpriseStatuses).nullable().default(null),
  region: z.enum(regions).nullable().default(null),
  sort: z.enum(['updated', 'name', 'last-visit']).default('updated'),
})

export interface EnterpriseSummary
  extends Pick<
    Enterprise,
    'id' | 'name' | 'shortName' | 'city' | 'industryChain' | 'badges' | 'priority' | 'status' | 'investIntent'
  > {
  readonly lastVisitOn: string | null
  readonly visitCount: number
  readonly updatedAt: string
  readonly safety: Safety
}

/** What the name field of a form offers while typing. */
export interface EnterpriseSuggestion {
  readonly id: string
  readonly name: string
  readonly city: string | null
  readonly lastVisitOn: string | null
}

/** An enterprise already known that may be the one being typed. */
export interface SimilarEnterprise extends EnterpriseSuggestion {
  readonly because: 'uscc' | 'name'
}

export interface EnterpriseContact extends Contact {
  readonly posts: readonly ContactPost[]
}

export interface EnterpriseDetail {
  readonly enterprise: Enterprise
  readonly foot: RecordFoot
  readonly contacts: readonly EnterpriseContact[]
  readonly timeline: readonly TimelineEntry[]
  readonly openDemands: number
  readonly openCommitments: number
  readonly visitCount: number
  /** The last request to hand it to another unit, null when there was none. */
  readonly transfer: EnterpriseTransfer | null
}

/** A request to hand an enterprise to another unit, as the page shows it: 待确认 while it is `pending`. */
export interface EnterpriseTransfer
  extends Pick<Transfer, 'state' | 'toUnitId' | 'reason' | 'requestedAt' | 'refusal' | 'decidedAt'> {
  readonly toUnitName: string | null
  readonly requestedByName: string | null
}

export const enterprisesContract = {
  'enterprises.list': query(EnterpriseFilter, returns<Stretch<EnterpriseSummary>>()),
  /** Values for the filter menus. */
  'enterprises.facets': query(
    z.object({}),
    returns<{ readonly cities: readonly string[]; readonly chains: readonly string[] }>(),
  ),
  'enterprises.get': query(z.object({ id: RecordId }), returns<EnterpriseDetail | null>()),
  'enterprises.suggest': query(
    z.object({ text: z.string().max(100) }),
    returns<readonly EnterpriseSuggestion[]>(),
  ),
  'enterprises.similar': query(
    z.object({
      name: z.string().max(200),
      uscc: z.string().max(40).nullable().default(null),
      exceptId: RecordId.nullable().default(null),
    }),
    returns<readonly SimilarEnterprise[]>(),
  ),
  /** Asks the server to hand an enterprise to another unit; `enterprises.get` shows what became of it. */
  'enterprises.requestTransfer': command(
    z.object({ id: RecordId, toUnitId: RecordId, reason: Transfer.shape.reason }),
    returns<null>(),
  ),
  'enterprises.save': command(enterprises.draft.extend({ id: RecordId, seen: Seen }), returns<null>()),
}
