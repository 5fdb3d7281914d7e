import { v7 as uuidv7 } from 'uuid'
import type {
  ChainDetail,
  ChainLinkRow,
  ChainSummary,
  chainsContract,
  LinkCounts,
  Standing,
} from '#shared/contract/chains.ts'
import { AppError } from '#shared/contract/errors.ts'
import { meansChain, suggestedLink } from '#shared/domain/chain-names.ts'
import {
  type ChainNode,
  chainTree,
  flattened,
  type LinkPlace,
  movedUnder,
  stepped,
  withDescendants,
} from '#shared/domain/chain-tree.ts'
import { type ChainLink, chainWriters } from '#shared/domain/industry-chains.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { roleOf } from '../queries/account.ts'
import {
  allChains,
  countOnLinks,
  enterprisesOnLinks,
  findChain,
  findLink,
  gapVisitsOf,
  linksOf,
  linksOfEnterprises,
  type OnLink,
  type Period,
  standingOn,
  typedButUnlinked,
  typedChains,
  visitsOn,
} from '../queries/chains.ts'
import { enterprisesByIds } from '../queries/enterprises.ts'
import { recordFoot } from '../queries/records.ts'
import { type RecordChange, record, type WriteContext } from '../record/record.ts'
import { recordMany } from '../record/record-many.ts'
import { writeAsWhole } from '../record/write-as-whole.ts'
import { saveRecord } from './save-records.ts'

const mostGapVisits = 200
const mostCandidates = 500

export const chainHandlers: Handlers<typeof chainsContract> = {
  'chains.list': ({ read, account }, period) =>
    read(async (db) => ({
      rows: await chainSummaries(db, period),
      mayWrite: await keepsChains(db, account?.userId),
    })),
  'chains.get': ({ read, account }, { id, ...period }) =>
    read(async (db) => chainDetail(db, id, period, await keepsChains(db, account?.userId))),
  'chains.enterprises': ({ read }, { chainId, linkId, limit, offset }) =>
    read(async (db) => {
      const links = await linksOf(db, chainId)
      const all = [chainId, ...links.map(({ id }) => id)]
      const asked = linkId === null ? all : linkId === chainId ? [chainId] : withDescendants(links, linkId)
      const rows = await enterprisesOnLinks(db, asked, { limit, offset })
      const standing = await linksOfEnterprises(
        db,
        rows.map(({ id }) => id),
        all,
      )
      return {
        rows: rows.map((row) => ({ ...row, linkIds: standing.get(row.id) ?? [] })),
        total: await countOnLinks(db, asked),
      }
    }),
  'chains.candidates': ({ read }, { chainId }) =>
    read(async (db) => {
      const rows = await candidatesOf(db, chainId)
      return {
        rows: rows.slice(0, mostCandidates).map(({ chainLinkIds: _links, ...row }) => row),
        total: rows.length,
      }
    }),
  'chains.places': ({ read }) =>
    read(async (db) => {
      const links = await linksOf(db, null)
      return (await allChains(db)).map(({ id, name }) => ({
        ...{ id, name },
        links: flattened(chainTree(links.filter(({ chainId }) => chainId === id))).map(({ link, depth }) => ({
          ...{ id: link.id, name: link.name, position: link.position, depth },
        })),
      }))
    }),
  'chains.save': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write((tx) => saveRecord(tx, context, { table: 'industryChains', id, kind: 'set', values, seen }))
    return null
  },
  'chains.addLinks': async ({ write, author }, { chainId, links }) => {
    const context = author()
    return write(async (tx) => {
      if (!(await findChain(tx, chainId))) throw new AppError('record/not-found')
      const first = (await linksOf(tx, chainId)).length
      return asWhole(tx, context, async (whole) => {
        for (const [index, { id, ...link }] of links.entries()) {
          const values = { ...link, chainId, rankOrder: first + index }
          await saveRecord(tx, whole, { table: 'chainLinks', id, kind: 'set', values })
        }
      })
    })
  },
  'chains.saveLink': async ({ write, author }, { id, seen, ...values }) => {
    const context = author()
    await write(async (tx) => {
      if (!(await findLink(tx, id))) throw new AppError('record/not-found')
      await record(tx, context, { table: 'chainLinks', id, kind: 'set', values, seen })
    })
    return null
  },
  'chains.moveLink': async ({ write, author }, { id, to }) => {
    const context = author()
    return write(async (tx) => {
      const link = await findLink(tx, id)
      if (!link) throw new AppError('record/not-found')
      const links = await linksOf(tx, link.chainId)
      const places =
        'step' in to
          ? stepped(links, id, to.step)
          : 'under' in to
            ? movedUnder(links, id, to.under)
            : movedTo(links, id, to.position)
      return asWhole(tx, context, (whole) => putPlaces(tx, whole, places))
    })
  },
  'chains.setState': async ({ write, author }, { id, state }) => {
    const context = author()
    return write(async (tx) => {
      if (!(await findLink(tx, id))) throw new AppError('record/not-found')
      return asWhole(tx, context, (whole) =>
        record(tx, whole, { table: 'chainLinks', id, kind: 'set', values: { state } }),
      )
    })
  },
  'chains.deleteLink': async ({ write, author }, { id }) => {
    const context = author()
    return write(async (tx) => {
      const link = await findLink(tx, id)
      if (!link) throw new AppError('record/not-found')
      const ids = withDescendants(await linksOf(tx, link.chainId), id)
      const done = await asWhole(tx, context, async (whole) => {
        for (const each of ids) await record(tx, whole, { table: 'chainLinks', id: each, kind: 'delete' })
      })
      return { ...done, deleted: ids.length }
    })
  },
  'chains.place': async ({ write, author }, { chainId, linkId, enterpriseIds, from }) => {
    const context = author()
    return write(async (tx) => {
      const enterprises = await enterprisesByIds(tx, enterpriseIds)
      if (enterprises.length === 0) throw new AppError('record/not-found')
      return asWhole(tx, context, (whole) =>
        recordMany(
          tx,
          whole,
          enterprises.map(({ id, chainLinkIds }) => placed(id, chainLinkIds, linkId, [chainId, from])),
          { indexLater: false },
        ),
      )
    })
  },
  'chains.takeOff': async ({ write, author }, { linkId, enterpriseId }) => {
    const context = author()
    return write(async (tx) => {
      const [enterprise] = await enterprisesByIds(tx, [enterpriseId])
      if (!enterprise) throw new AppError('record/not-found')
      const chainLinkIds = (enterprise.chainLinkIds ?? []).filter((id) => id !== linkId)
      return asWhole(tx, context, (whole) =>
        record(tx, whole, { table: 'enterprises', id: enterpriseId, kind: 'set', values: { chainLinkIds } }),
      )
    })
  },
  'chains.adopt': async ({ write, author }, { chainId }) => {
    const context = author()
    return write(async (tx) => {
      const rows = await candidatesOf(tx, chainId)
      const done = await asWhole(tx, context, (whole) =>
        recordMany(
          tx,
          whole,
          rows.map(({ id, chainLinkIds, suggestion }) =>
            placed(id, chainLinkIds, suggestion ?? chainId, suggestion === null ? [] : [chainId]),
          ),
          { indexLater: false },
        ),
      )
      const onLinks = rows.filter(({ suggestion }) => suggestion !== null).length
      return { ...done, placed: rows.length, onLinks }
    })
  },
  'chains.writePicture': ({ files }, { fileToken, base64 }) => {
    const content = Buffer.from(base64, 'base64')
    files.write(fileToken, content)
    return { bytes: content.byteLength }
  },
}

async function keepsChains(db: Reader, userId: string | undefined): Promise<boolean> {
  if (userId === undefined) return false
  const role = await roleOf(db, userId)
  return chainWriters.some((each) => each === role)
}

/** Runs the work as one whole. @returns what undoes it, null when it changed nothing */
async function asWhole(
  tx: Writer,
  context: WriteContext,
  work: (whole: WriteContext) => Promise<unknown>,
): Promise<{ groupId: string | null }> {
  const groupId = uuidv7({ msecs: context.nowMs })
  let size = 0
  await writeAsWhole(
    tx,
    context,
    async (whole) => {
      await work(whole)
      size = whole.group?.size ?? 0
    },
    groupId,
  )
  return { groupId: size === 0 ? null : groupId }
}

/** An enterprise on one more link, and off those it leaves. */
function placed(
  id: string,
  before: readonly string[] | null,
  linkId: string,
  leaves: readonly (string | null)[],
): RecordChange {
  const stays = (before ?? []).filter((each) => each !== linkId && !leaves.includes(each))
  return { table: 'enterprises', id, kind: 'set', values: { chainLinkIds: [...stays, linkId] } }
}

async function putPlaces(tx: Writer, whole: WriteContext, places: readonly LinkPlace[]): Promise<void> {
  for (const { id, ...values } of places)
    await record(tx, whole, { table: 'chainLinks', id, kind: 'set', values })
}

/** A link and all below it at another position; it leaves its parent, which stands where it stood. */
function movedTo(links: readonly ChainLink[], id: string, position: ChainLink['position']): LinkPlace[] {
  const family = withDescendants(links, id)
  return links
    .filter((link) => family.includes(link.id))
    .map((link) => ({
      id: link.id,
      parentId: link.id === id ? null : link.parentId,
      position,
      rankOrder: link.id === id ? links.length : (link.rankOrder ?? 0),
    }))
}

async function candidatesOf(db: Reader, chainId: string) {
  const chain = await findChain(db, chainId)
  if (!chain) throw new AppError('record/not-found')
  const links = await linksOf(db, chainId)
  const typed = (await typedChains(db)).filter((text) => meansChain(text, chain))
  const rows = await typedButUnlinked(db, typed, [chainId, ...links.map(({ id }) => id)])
  return rows.map((row) => ({ ...row, suggestion: suggestedLink(links, row) }))
}

async function chainSummaries(db: Reader, period: Period): Promise<ChainSummary[]> {
  const chains = await allChains(db)
  const links = await linksOf(db, null)
  const standingFor = await whoStands(db, [...chains, ...links], period)
  return chains.map((chain) => {
    const own = links.filter(({ chainId }) => chainId === chain.id)
    return { ...chain, ...standingFor([chain.id, ...own.map(({ id }) => id)]), ...statesOf(own) }
  })
}

async function chainDetail(
  db: Reader,
  id: string,
  period: Period,
  mayWrite: boolean,
): Promise<ChainDetail | null> {
  const chain = await findChain(db, id)
  const foot = await recordFoot(db, 'industryChains', id)
  if (!chain || !foot) return null
  const links = await linksOf(db, id)
  const standingFor = await whoStands(db, [chain, ...links], period)
  const rows = flattened(chainTree(links)).map((node) =>
    linkRow(node, standingFor(flattened([node]).map(({ link }) => link.id))),
  )
  return {
    chain,
    links: rows,
    counts: { ...statesOf(links), unvisited: rows.filter(({ visits }) => visits === 0).length },
    standing: standingFor([id, ...links.map((link) => link.id)]),
    unplaced: await countOnLinks(db, [id]),
    gapVisits: await gapVisitsOf(
      db,
      links.filter(({ state }) => state === 'missing'),
      period,
      mostGapVisits,
    ),
    mayWrite,
    foot,
  }
}

/** Tells who stands on any of some links, each enterprise once. */
async function whoStands(
  db: Reader,
  places: readonly { readonly id: string }[],
  period: Period,
): Promise<(linkIds: readonly string[]) => Standing> {
  const ids = places.map(({ id }) => id)
  const visits = await visitsOn(db, ids, period)
  const byLink = new Map<string, OnLink[]>()
  for (const row of await standingOn(db, ids))
    byLink.set(row.linkId, [...(byLink.get(row.linkId) ?? []), row])
  return (linkIds) => {
    const seen = new Set<string>()
    const counts = [0, 0, 0, 0]
    const total = { visits: 0, visited: 0, lastVisitOn: null as string | null }
    for (const { kind, enterpriseIds, lastVisitOn } of linkIds.flatMap((id) => byLink.get(id) ?? [])) {
      if (lastVisitOn !== null && lastVisitOn > (total.lastVisitOn ?? '')) total.lastVisitOn = lastVisitOn
      for (const id of enterpriseIds) {
        if (seen.has(id)) continue
        seen.add(id)
        counts[kind] = (counts[kind] ?? 0) + 1
        const times = visits.get(id) ?? 0
        total.visits += times
        if (times > 0) total.visited += 1
      }
    }
    const [, local = 0, target = 0, other = 0] = counts
    return { local, target, other, ...total }
  }
}

function linkRow({ link, depth, stray, children }: ChainNode<ChainLink>, standing: Standing): ChainLinkRow {
  return { ...link, ...standing, depth, stray, childCount: children.length }
}

function statesOf(links: readonly ChainLink[]): Omit<LinkCounts, 'unvisited'> {
  const count = (state: ChainLink['state']) => links.filter((link) => link.state === state).length
  return { links: links.length, strong: count('strong'), weak: count('weak'), missing: count('missing') }
}
