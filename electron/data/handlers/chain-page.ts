import type {
  ChainDetail,
  ChainLinkRow,
  ChainSummary,
  LinkCounts,
  Standing,
} from '#shared/contract/chains.ts'
import { type ChainNode, chainTree, flattened } from '#shared/domain/chain-tree.ts'
import type { ChainLink } from '#shared/domain/industry-chains.ts'
import type { Reader } from '../database/schema.ts'
import {
  allChains,
  countOnLinks,
  findChain,
  gapVisitsOf,
  linksOf,
  type OnLink,
  type Period,
  standingOn,
  visitsOn,
} from '../queries/chains.ts'
import { recordFoot } from '../queries/records.ts'

const mostGapVisits = 200

/** All chains with who stands on them. */
export async function chainSummaries(db: Reader, period: Period): Promise<ChainSummary[]> {
  const chains = await allChains(db)
  const links = await linksOf(db, null)
  const standingFor = await whoStands(db, [...chains, ...links], period)
  return chains.map((chain) => {
    const own = links.filter(({ chainId }) => chainId === chain.id)
    return { ...chain, ...standingFor([chain.id, ...own.map(({ id }) => id)]), ...statesOf(own) }
  })
}

/** A chain with its links, who stands on each, and how visits cover it; null when there is none. */
export async function chainDetail(
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
