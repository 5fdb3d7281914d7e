import { z } from 'zod'
import { type ContactLight, contactLights } from '../domain/contact-light.ts'
import type { Contact, ContactPost } from '../domain/contacts.ts'
import { type Enterprise, enterprises } from '../domain/enterprises.ts'
import { RecordId } from '../domain/entity.ts'
import { badgeTypes, enterpriseStatuses, priorities, regions, targetLevels } from '../domain/enumerations.ts'
import { Transfer } from '../domain/transfers.ts'
import { command, query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'
import type { KeptByUndo, RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'
import type { TimelineEntry } from './timeline.ts'

export const EnterpriseFilter = Page.extend({
  /** Any part of the name, pinyin, initials or credit code. */
  text: z.string().max(100).default(''),
  library: z.enum(['all', 'target', 'customer', 'project']).default('all'),
  city: z.string().max(60).nullable().default(null),
  chain: z.string().max(60).nullable().default(null),
  badge: z.enum(badgeTypes).nullable().default(null),
  /** Year of the list that the badge is from. */
  badgeYear: z.number().int().min(1990).max(2100).nullable().default(null),
  level: z.enum(targetLevels).nullable().default(null),
  /** How the contact stands by the interval of each enterprise. */
  light: z.enum(contactLights).nullable().default(null),
  liaisonLeader: z.string().max(60).nullable().default(null),
  isLocal: z.boolean().nullable().default(null),
  priority: z.enum(priorities).nullable().default(null),
  status: z.enum(enterpriseStatuses).nullable().default(null),
  region: z.enum(regions).nullable().default(null),
  sort: z.enum(['updated', 'name', 'last-visit']).default('updated'),
})

export interface EnterpriseSummary
  extends Pick<
    Enterprise,
    | 'id'
    | 'name'
    | 'shortName'
    | 'city'
    | 'industryChain'
    | 'badges'
    | 'priority'
    | 'status'
    | 'investIntent'
    | 'targetLevel'
    | 'targetCategory'
    | 'liaisonLeader'
    | 'isLocal'
    | 'contactIntervalDays'
  > {
  /** How the contact stands today; null where no interval is set. */
  readonly light: ContactLight | null
  /** Days until the next visit is due, negative when overdue; null where nobody can say. */
  readonly dueInDays: number | null
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

export interface EnterpriseContact extends Contact {
  readonly posts: readonly ContactPost[]
}

export interface RelatedEnterprise {
  readonly id: string
  readonly name: string
}

/** Fields that can be given one value in many enterprises at once; those that are not named stay as they are. */
export const ManyEnterprises = z
  .object({
    status: z.enum(enterpriseStatuses).nullable(),
    priority: z.enum(priorities).nullable(),
    targetLevel: z.enum(targetLevels).nullable(),
    targetCategory: z.string().trim().min(1).max(40, 'too-long').nullable(),
    liaisonLeader: z.string().trim().min(1).max(60, 'too-long').nullable(),
    contactIntervalDays: z
      .number('number')
      .int('integer')
      .min(1, 'negative')
      .max(3650, 'too-large')
      .nullable(),
    industryChain: z.string().trim().min(1).max(60, 'too-long').nullable(),
    isLocal: z.boolean(),
  })
  .partial()
export type ManyEnterprises = z.output<typeof ManyEnterprises>

/** As many enterprises as can be chosen and changed at once. */
export const mostAtOnce = 5000

/** A change of many enterprises that was made on this device. */
export interface BulkEdit {
  readonly groupId: string
  readonly at: string
  /** How many enterprises it changed. */
  readonly changed: number
  readonly values: ManyEnterprises
  readonly isUndone: boolean
}

export interface EnterpriseDetail {
  readonly enterprise: Enterprise
  readonly foot: RecordFoot
  readonly contacts: readonly EnterpriseContact[]
  readonly timeline: readonly TimelineEntry[]
  readonly openDemands: number
  readonly openCommitments: number
  readonly visitCount: number
  /** The head of its group, and the enterprises of which it is the head. */
  readonly parent: RelatedEnterprise | null
  readonly subsidiaries: readonly RelatedEnterprise[]
  readonly light: ContactLight | null
  readonly dueInDays: number | null
  readonly lastVisitOn: string | null
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
    returns<{
      readonly cities: readonly string[]
      readonly chains: readonly string[]
      readonly leaders: readonly string[]
    }>(),
  ),
  /** Ids of all that the filter finds, `mostAtOnce` at most. */
  'enterprises.ids': query(EnterpriseFilter, returns<readonly string[]>()),
  /**
   * Gives many enterprises the same values, as one whole that `enterprises.undoMany` takes back; `groupId` is null
   * when nothing differed.
   */
  'enterprises.changeMany': command(
    z.object({ ids: z.array(RecordId).min(1).max(mostAtOnce), values: ManyEnterprises }),
    returns<{ readonly groupId: string | null; readonly changed: number }>(),
  ),
  /** The user's latest changes of many enterprises, the newest first. */
  'enterprises.bulkEdits': query(z.object({}), returns<readonly BulkEdit[]>()),
  /** Takes one of them back, whenever that is; what was changed since stays and is named, the first of them by name. */
  'enterprises.undoMany': command(
    z.object({ groupId: RecordId }),
    returns<{ readonly undone: number; readonly kept: readonly KeptByUndo[]; readonly keptCount: number }>(),
  ),
  'enterprises.get': query(z.object({ id: RecordId }), returns<EnterpriseDetail | null>()),
  'enterprises.suggest': query(
    z.object({ text: z.string().max(100) }),
    returns<readonly EnterpriseSuggestion[]>(),
  ),
  /** Asks the server to hand an enterprise to another unit; `enterprises.get` shows what became of it. */
  'enterprises.requestTransfer': command(
    z.object({ id: RecordId, toUnitId: RecordId, reason: Transfer.shape.reason }),
    returns<null>(),
  ),
  'enterprises.save': command(
    enterprises.draft.omit({ mergedInto: true, mergedFrom: true }).extend({ id: RecordId, seen: Seen }),
    returns<null>(),
  ),
}
