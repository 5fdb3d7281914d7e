import { linkPositions } from './enumerations.ts'
import type { ChainLink } from './industry-chains.ts'

export type TreeLink = Pick<ChainLink, 'id' | 'parentId' | 'position' | 'rankOrder'>

/** Why a link stands at the top though it names a parent. */
export type Stray = 'cycle' | 'parent-gone'

export interface ChainNode<L extends TreeLink = TreeLink> {
  readonly link: L
  /** 0 at the top. */
  readonly depth: number
  readonly stray: Stray | null
  readonly children: readonly ChainNode<L>[]
}

/**
 * The links of one chain as a tree, the same on every device whatever order the moves came in. A link whose parent is
 * not there stands at the top. Where two people moved links under each other at once, the ring is opened at the link
 * with the smallest id, which stands at the top too; nothing is lost from sight. Order: position along the chain, then
 * rank, then age.
 */
export function chainTree<L extends TreeLink>(links: readonly L[]): readonly ChainNode<L>[] {
  const byId = new Map(links.map((link) => [link.id, link]))
  const opened = ringOpenings(byId)
  const strayOf = (link: L): Stray | null => {
    if (link.parentId === null) return null
    if (!byId.has(link.parentId)) return 'parent-gone'
    return opened.has(link.id) ? 'cycle' : null
  }
  const children = new Map<string | null, L[]>()
  for (const link of [...links].sort(inOrder)) {
    const parent = strayOf(link) === null ? link.parentId : null
    children.set(parent, [...(children.get(parent) ?? []), link])
  }
  const below = (parent: string | null, depth: number): readonly ChainNode<L>[] =>
    (children.get(parent) ?? []).map((link) => ({
      ...{ link, depth, stray: strayOf(link) },
      children: below(link.id, depth + 1),
    }))
  return below(null, 0)
}

/** All nodes from top to bottom, each before what is below it. */
export function flattened<L extends TreeLink>(tree: readonly ChainNode<L>[]): readonly ChainNode<L>[] {
  return tree.flatMap((node) => [node, ...flattened(node.children)])
}

/** Ids of a link and of all below it as the tree shows them; empty when there is no such link. */
export function withDescendants(links: readonly TreeLink[], id: string): readonly string[] {
  const node = flattened(chainTree(links)).find(({ link }) => link.id === id)
  return node ? flattened([node]).map(({ link }) => link.id) : []
}

export type Direction = 'up' | 'down' | 'in' | 'out'

/** What a move writes into a link. */
export interface LinkPlace {
  readonly id: string
  readonly parentId: string | null
  readonly position: ChainLink['position']
  readonly rankOrder: number
}

/**
 * Where links stand after one of them moved one step: `up` and `down` among its siblings of the same position, `in`
 * under the sibling before it, `out` beside its parent. Only links whose place changes are named; none where the step
 * leads nowhere.
 */
export function stepped(links: readonly TreeLink[], id: string, direction: Direction): readonly LinkPlace[] {
  const place = placeOf(chainTree(links), id, null)
  if (!place) return []
  const { node, parent, siblings, index } = place
  switch (direction) {
    case 'up':
    case 'down': {
      const other = siblings[direction === 'up' ? index - 1 : index + 1]
      if (!other || other.link.position !== node.link.position) return []
      const order = siblings.map(({ link }) => link)
      order[index] = other.link
      order[direction === 'up' ? index - 1 : index + 1] = node.link
      return ranked(order, parent?.link.id ?? null)
    }
    case 'in': {
      const before = siblings[index - 1]
      return before ? movedUnder(links, id, before.link.id) : []
    }
    case 'out': {
      if (!parent) return []
      const above = placeOf(chainTree(links), parent.link.id, null)
      if (!above) return []
      const order = above.siblings.map(({ link }) => link)
      order.splice(above.index + 1, 0, node.link)
      return ranked(order, above.parent?.link.id ?? null)
    }
  }
}

/**
 * Where links stand after one of them became the last child of another (null: the top). It takes the position of its
 * new parent, and all below it go with it.
 * @returns nothing when the link would stand below itself
 */
export function movedUnder(
  links: readonly TreeLink[],
  id: string,
  parentId: string | null,
): readonly LinkPlace[] {
  const nodes = flattened(chainTree(links))
  const moving = nodes.find(({ link }) => link.id === id)
  const parent = nodes.find(({ link }) => link.id === parentId)
  if (!moving || (parentId !== null && !parent)) return []
  if (parentId !== null && withDescendants(links, id).includes(parentId)) return []
  const siblings = parent ? parent.children : nodes.filter(({ depth }) => depth === 0)
  const others = siblings.map(({ link }) => link).filter((link) => link.id !== id)
  const position = parent?.link.position ?? moving.link.position
  const family = flattened([moving]).slice(1)
  return [
    ...ranked([...others, { ...moving.link, position }], parentId, moving.link),
    ...family
      .filter(({ link }) => link.position !== position)
      .map(({ link }) => ({
        id: link.id,
        parentId: link.parentId,
        position,
        rankOrder: link.rankOrder ?? 0,
      })),
  ]
}

interface Place {
  readonly node: ChainNode
  readonly parent: ChainNode | null
  readonly siblings: readonly ChainNode[]
  readonly index: number
}

function placeOf(siblings: readonly ChainNode[], id: string, parent: ChainNode | null): Place | undefined {
  for (const [index, node] of siblings.entries()) {
    if (node.link.id === id) return { node, parent, siblings, index }
    const below = placeOf(node.children, id, node)
    if (below) return below
  }
  return undefined
}

/** Links in a new order under a parent: those whose rank, parent or position is another one than before. */
function ranked(order: readonly TreeLink[], parentId: string | null, before?: TreeLink): LinkPlace[] {
  return order.flatMap((link, index) => {
    const old = before?.id === link.id ? before : link
    const isSame = old.rankOrder === index && old.parentId === parentId && old.position === link.position
    return isSame ? [] : [{ id: link.id, parentId, position: link.position, rankOrder: index }]
  })
}

/** One link of every ring, the one with the smallest id. */
function ringOpenings(byId: ReadonlyMap<string, TreeLink>): ReadonlySet<string> {
  const opened = new Set<string>()
  const settled = new Set<string>()
  for (const start of byId.keys()) {
    const path: string[] = []
    let at: string | null = start
    while (at !== null && byId.has(at) && !settled.has(at) && !path.includes(at)) {
      path.push(at)
      at = byId.get(at)?.parentId ?? null
    }
    const ring: readonly string[] = at !== null && path.includes(at) ? path.slice(path.indexOf(at)) : []
    const first = [...ring].sort()[0]
    if (first !== undefined) opened.add(first)
    for (const id of path) settled.add(id)
  }
  return opened
}

function inOrder(a: TreeLink, b: TreeLink): number {
  const rank = ({ rankOrder }: TreeLink) => rankOrder ?? Number.MAX_SAFE_INTEGER
  return (
    linkPositions.indexOf(a.position) - linkPositions.indexOf(b.position) ||
    rank(a) - rank(b) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}
