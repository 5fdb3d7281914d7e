import { z } from 'zod'
import { CalendarDateSchema } from '../domain/calendar.ts'
import type { LinkRow } from '../domain/chain-lines.ts'
import type { Stray } from '../domain/chain-tree.ts'
import { enterprises } from '../domain/enterprises.ts'
import { RecordId } from '../domain/entity.ts'
import { linkPositions, linkStates } from '../domain/enumerations.ts'
import { type ChainLink, chainLinks, type IndustryChain, industryChains } from '../domain/industry-chains.ts'
import { command, query, returns } from './call.ts'
import { Page } from './page.ts'
import type { RecordFoot, Safety } from './records.ts'
import { Seen } from './seen.ts'

/** Both days belong to it. */
export const ChainPeriod = z.object({ from: CalendarDateSchema, to: CalendarDateSchema })

/** Enterprises that stand on a link, on one below it, or anywhere in a chain: each counts once. */
export interface Standing {
  /** At home (本地企业). */
  readonly local: number
  /** From elsewhere and in the target library. */
  readonly target: number
  /** From elsewhere and not in the target library. */
  readonly other: number
  /** Visits to them in the period, and how many of them were visited. */
  readonly visits: number
  readonly visited: number
  readonly lastVisitOn: string | null
}

export interface LinkCounts {
  readonly links: number
  readonly strong: number
  readonly weak: number
  readonly missing: number
  /** Links without any visit in the period, on them or below. */
  readonly unvisited: number
}

export interface ChainSummary extends IndustryChain, Standing, Omit<LinkCounts, 'unvisited'> {
  readonly safety: Safety
}

/** A link as the tree shows it, each before those below it. */
export interface ChainLinkRow extends ChainLink, Standing {
  readonly depth: number
  readonly stray: Stray | null
  readonly childCount: number
}

/** A visited enterprise that stands on a link that is missing at home. */
export interface GapVisit {
  readonly enterpriseId: string
  readonly enterpriseName: string
  readonly linkId: string
  readonly linkName: string
  readonly visits: number
  readonly lastVisitOn: string
}

export interface ChainDetail {
  readonly chain: IndustryChain
  readonly links: readonly ChainLinkRow[]
  readonly counts: LinkCounts
  readonly standing: Standing
  /** Enterprises of the chain of which nobody has said the link. */
  readonly unplaced: number
  readonly gapVisits: readonly GapVisit[]
  /** The user's role may change the chain and its links. */
  readonly mayWrite: boolean
  readonly foot: RecordFoot
}

export interface ChainEnterprise {
  readonly id: string
  readonly name: string
  readonly city: string | null
  readonly mainProducts: string | null
  readonly kind: 'local' | 'target' | 'other'
  readonly lastVisitOn: string | null
  /** Links of this chain on which it stands. */
  readonly linkIds: readonly string[]
}

/** An enterprise whose typed 产业链 means the chain and that stands on none of its links. */
export interface ChainCandidate {
  readonly id: string
  readonly name: string
  readonly city: string | null
  readonly typed: string
  readonly mainProducts: string | null
  /** The link its products speak of, null when they speak of none. */
  readonly suggestion: string | null
}

/** A table of links in a file. */
export interface LinksFile {
  readonly sheet: string | null
  readonly sheets: readonly string[]
  /** Headings of columns that are not read. */
  readonly unread: readonly string[]
  readonly rows: readonly LinkRow[]
}

/** An enterprise that a name of a table means. */
export interface MetEnterprise {
  /** As the table has it. */
  readonly name: string
  readonly id: string
  readonly isLocal: boolean
  /** Where it stands already. */
  readonly linkIds: readonly string[]
}

const OneLink = chainLinks.draft.omit({ chainId: true, rankOrder: true }).extend({ id: RecordId })
/** What undoes a change of several records: `records.undoGroup`. Null when nothing was changed. */
type Undoable = { readonly groupId: string | null }

export const chainsContract = {
  'chains.list': query(
    ChainPeriod,
    returns<{ readonly rows: readonly ChainSummary[]; readonly mayWrite: boolean }>(),
  ),
  'chains.get': query(ChainPeriod.extend({ id: RecordId }), returns<ChainDetail | null>()),
  /** Enterprises on a link and below it; on the chain's own id those without a link; without one, all of the chain. */
  'chains.enterprises': query(
    Page.extend({ chainId: RecordId, linkId: RecordId.nullable().default(null) }),
    returns<{ readonly rows: readonly ChainEnterprise[]; readonly total: number }>(),
  ),
  'chains.candidates': query(
    z.object({ chainId: RecordId }),
    returns<{ readonly rows: readonly ChainCandidate[]; readonly total: number }>(),
  ),
  /** Names of chains and links, for pickers and for what an enterprise stands on. */
  'chains.places': query(
    z.object({}),
    returns<
      readonly {
        readonly id: string
        readonly name: string
        readonly links: readonly Pick<ChainLinkRow, 'id' | 'name' | 'position' | 'depth'>[]
      }[]
    >(),
  ),
  'chains.save': command(industryChains.draft.extend({ id: RecordId, seen: Seen }), returns<null>()),
  /** Adds links at the end of their parents, as one whole; a parent may be one of them. */
  'chains.addLinks': command(
    z.object({ chainId: RecordId, links: z.array(OneLink).min(1).max(500, 'too-many') }),
    returns<Undoable>(),
  ),
  /** Reads a table of links (.xlsx, .xls, .csv) and writes nothing. */
  'chains.readLinks': command(
    z.object({ fileToken: z.string(), sheet: z.string().max(255).nullable().default(null) }),
    returns<LinksFile>(),
  ),
  /** Which enterprises are meant by names as a table has them; those that are unknown or could be several are left out. */
  'chains.meetEnterprises': query(
    z.object({ names: z.array(z.string().min(1).max(200)).max(5000, 'too-many') }),
    returns<readonly MetEnterprise[]>(),
  ),
  /**
   * Writes links, new and old ones, and who stands on them, as one whole: `standing` are enterprises that are there
   * (`isLocal` marks them as local ones), `locals` are made new.
   */
  'chains.putLinks': command(
    z.object({
      chainId: RecordId,
      links: z.array(OneLink).max(1000, 'too-many'),
      standing: z
        .array(z.object({ linkId: RecordId, enterpriseId: RecordId, isLocal: z.boolean() }))
        .max(5000, 'too-many'),
      locals: z
        .array(
          z.object({
            id: RecordId,
            name: enterprises.fields.name.schema,
            linkIds: z.array(RecordId).min(1).max(50),
          }),
        )
        .max(1000, 'too-many'),
    }),
    returns<Undoable>(),
  ),
  'chains.saveLink': command(
    OneLink.pick({ id: true, name: true, state: true, gapNote: true, leader: true }).extend({ seen: Seen }),
    returns<null>(),
  ),
  /** One step in the tree, or under another link (null: to the top), or to another position with all below it. */
  'chains.moveLink': command(
    z.object({
      id: RecordId,
      to: z.union([
        z.object({ step: z.enum(['up', 'down', 'in', 'out']) }),
        z.object({ under: RecordId.nullable() }),
        z.object({ position: z.enum(linkPositions) }),
      ]),
    }),
    returns<Undoable>(),
  ),
  'chains.setState': command(z.object({ id: RecordId, state: z.enum(linkStates) }), returns<Undoable>()),
  /** Deletes a link with all below it, as one whole. Enterprises stay and are back on it when it is brought back. */
  'chains.deleteLink': command(
    z.object({ id: RecordId }),
    returns<Undoable & { readonly deleted: number }>(),
  ),
  /** Puts enterprises on a link (or, by the chain's id, into the chain); `from` is a link they leave. */
  'chains.place': command(
    z.object({
      chainId: RecordId,
      linkId: RecordId,
      enterpriseIds: z.array(RecordId).min(1).max(1000, 'too-many'),
      from: RecordId.nullable().default(null),
    }),
    returns<Undoable>(),
  ),
  'chains.takeOff': command(z.object({ linkId: RecordId, enterpriseId: RecordId }), returns<Undoable>()),
  /** Takes in all enterprises whose typed 产业链 means this chain, each on the link its products speak of. */
  'chains.adopt': command(
    z.object({ chainId: RecordId }),
    returns<Undoable & { readonly placed: number; readonly onLinks: number }>(),
  ),
  /** Puts a picture of a chain into a file that the person chose. */
  'chains.writePicture': command(
    z.object({ fileToken: z.string(), base64: z.base64().max(40_000_000) }),
    returns<{ readonly bytes: number }>(),
  ),
}
