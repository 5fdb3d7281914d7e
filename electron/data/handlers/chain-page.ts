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

/** Those who stand on one link itself, by numbers given for this question. */
interface Members {
  readonly numbers: readonly number[]
  readonly lastVisitOn: string | null
}

/**
 * Tells who stands on any of some links, each enterprise once. Enterprises have numbers here, since a chain unites
 * thousands of them once for every link and all above it.
 */
async function whoStands(
  db: Reader,
  places: readonly { readonly id: string }[],
  period: Period,
): Promise<(linkIds: readonly string[]) => Standing> {
  const ids = places.map(({ id }) => id)
  const visits = await visitsOn(db, ids, period)
  const numbers = new Map<string, number>()
  const kinds: number[] = []
  const times: number[] = []
  const numberOf = (id: string, kind: number) => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    kinds.push(kind)
    times.push(visits.get(id) ?? 0)
    numbers.set(id, kinds.length - 1)
    return kinds.length - 1
  }
  const byLink = new Map<string, Members[]>()
  for (const { linkId, kind, enterpriseIds, lastVisitOn } of await standingOn(db, ids)) {
    const members = { numbers: enterpriseIds.map((id) => numberOf(id, kind)), lastVisitOn }
    byLink.set(linkId, [...(byLink.get(linkId) ?? []), members])
  }
  /** In which question an enterprise was counted last. */
  const counted = new Uint32Array(kinds.length)
  let question = 0
  return (linkIds) => {
    question += 1
    const counts = [0, 0, 0, 0]
    const total = { visits: 0, visited: 0, lastVisitOn: null as string | null }
    for (const members of linkIds.flatMap((id) => byLink.get(id) ?? [])) {
      if ((members.lastVisitOn ?? '') > (total.lastVisitOn ?? '')) total.lastVisitOn = members.lastVisitOn
      for (const number of members.numbers) {
        if (counted[number] === question) continue
        counted[number] = question
        const kind = kinds[number] ?? 0
        counts[kind] = (counts[kind] ?? 0) + 1
        const visitsOfOne = times[number] ?? 0
        total.visits += visitsOfOne
        if (visitsOfOne > 0) total.visited += 1
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
