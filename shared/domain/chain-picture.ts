import type { ChainNode } from './chain-tree.ts'
import type { ChainLink, LinkPosition, LinkState } from './industry-chains.ts'

export type PictureLink = Pick<
  ChainLink,
  'id' | 'parentId' | 'position' | 'rankOrder' | 'name' | 'state' | 'gapNote' | 'leader'
> & { readonly local: number; readonly target: number }

/** Names of colours; the window knows what they are in each theme. */
export type Ink =
  | 'page'
  | 'text'
  | 'meta'
  | 'line'
  | 'card'
  | 'onBand'
  | LinkPosition
  | LinkState
  | `${LinkState}Soft`

export type Shape =
  | {
      readonly kind: 'box'
      readonly at: readonly [x: number, y: number, width: number, height: number]
      readonly fill: Ink
      readonly stroke: Ink | null
      readonly dashed?: boolean
      readonly round?: number
    }
  | { readonly kind: 'arrow'; readonly points: readonly (readonly [number, number])[]; readonly fill: Ink }
  | {
      readonly kind: 'text'
      readonly at: readonly [x: number, y: number]
      readonly text: string
      readonly size: number
      readonly ink: Ink
      readonly bold?: boolean
      readonly align?: 'left' | 'center' | 'right'
    }

export interface Picture {
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
}

/** The words of a picture in the user's language. */
export interface PictureTexts {
  readonly title: string
  /** Who leads the chain and when the figures were taken. */
  readonly subtitle: string
  readonly positions: Readonly<Record<LinkPosition, string>>
  readonly states: Readonly<Record<LinkState, string>>
  readonly count: (links: number) => string
  readonly figures: (local: number, target: number) => string
  readonly enterprises: (count: number) => string
  readonly empty: string
  /** What the marks mean; empty for none. */
  readonly legend: string
}

/** 全景图 shows the whole chain, 现状图 how it stands: states, local against target enterprises, gaps. */
export type PictureKind = 'panorama' | 'situation'

const width = 1120
const edge = 24
const between = 34
const columnWidth = (width - 2 * edge - 2 * between) / 3
const bandHeight = 44
const stacked: readonly LinkPosition[] = ['upstream', 'midstream', 'downstream']

/**
 * Lays a chain out as it is printed: upstream, midstream and downstream side by side with arrows between them,
 * supporting links below over the whole width. Each link at the top is a card with all below it inside.
 */
export function chainPicture(
  tree: readonly ChainNode<PictureLink>[],
  kind: PictureKind,
  texts: PictureTexts,
): Picture {
  const shapes: Shape[] = []
  shapes.push(
    {
      kind: 'text',
      at: [width / 2, 36],
      text: texts.title,
      size: 24,
      ink: 'text',
      bold: true,
      align: 'center',
    },
    { kind: 'text', at: [width / 2, 68], text: texts.subtitle, size: 13, ink: 'meta', align: 'center' },
  )
  const top = 96
  const heights = stacked.map((position, index) => {
    const left = edge + index * (columnWidth + between)
    return column(shapes, tree, position, { left, top, wide: columnWidth, columns: 1 }, kind, texts)
  })
  const bottom = top + Math.max(...heights)
  for (const index of [0, 1]) shapes.push(arrowAfter(index, top))
  const hasSupport = tree.some(({ link }) => link.position === 'supporting')
  const support = hasSupport
    ? column(
        shapes,
        tree,
        'supporting',
        { left: edge, top: bottom + 20, wide: width - 2 * edge, columns: 3 },
        kind,
        texts,
      ) + 20
    : 0
  const end = bottom + support + 20
  if (texts.legend !== '')
    shapes.push({
      kind: 'text',
      at: [width / 2, end + 6],
      text: texts.legend,
      size: 12,
      ink: 'meta',
      align: 'center',
    })
  return { width, height: Math.round(end + (texts.legend === '' ? 4 : 26)), shapes }
}

interface Place {
  readonly left: number
  readonly top: number
  readonly wide: number
  readonly columns: 1 | 3
}

/** One position with its band and cards. @returns its height */
function column(
  shapes: Shape[],
  tree: readonly ChainNode<PictureLink>[],
  position: LinkPosition,
  { left, top, wide, columns }: Place,
  kind: PictureKind,
  texts: PictureTexts,
): number {
  const nodes = tree.filter(({ link }) => link.position === position)
  const all = nodes.reduce((sum, node) => sum + size(node), 0)
  shapes.push({ kind: 'box', at: [left, top, wide, bandHeight], fill: position, stroke: null, round: 4 })
  shapes.push({
    ...{ kind: 'text', at: [left + 16, top + bandHeight / 2], text: texts.positions[position], size: 17 },
    ...{ ink: 'onBand', bold: true },
  })
  shapes.push({
    ...{ kind: 'text', at: [left + wide - 16, top + bandHeight / 2], text: texts.count(all), size: 12 },
    ...{ ink: 'onBand', align: 'right' },
  })
  const start = top + bandHeight + 12
  if (nodes.length === 0) {
    shapes.push({
      kind: 'box',
      at: [left, start, wide, 44],
      fill: 'card',
      stroke: 'line',
      dashed: true,
      round: 4,
    })
    shapes.push({
      ...{ kind: 'text', at: [left + wide / 2, start + 22], text: texts.empty, size: 12, ink: 'meta' },
      align: 'center',
    })
    return bandHeight + 56
  }
  // The shortest column takes the next card, so that the supporting links fill the width.
  const gap = columns === 1 ? 0 : between
  const cardWide = (wide - gap * (columns - 1)) / columns
  const ends = Array.from({ length: columns }, () => start)
  for (const node of nodes) {
    const at = ends.indexOf(Math.min(...ends))
    const y = ends[at] ?? start
    ends[at] = y + card(shapes, node, [left + at * (cardWide + gap), y, cardWide], kind, texts) + 12
  }
  return Math.max(...ends) - 12 - top
}

function card(
  shapes: Shape[],
  node: ChainNode<PictureLink>,
  [x, y, wide]: readonly [number, number, number],
  kind: PictureKind,
  texts: PictureTexts,
): number {
  const { link, children } = node
  if (children.length === 0) return line(shapes, link, [x, y, wide], kind, texts)
  const inner: Shape[] = []
  const head = kind === 'situation' ? 54 : 36
  let below = y + head
  const put = (nodes: readonly ChainNode<PictureLink>[], indent: number) => {
    const leaves = kind === 'panorama' && nodes.every(({ children: own }) => own.length === 0)
    const per = leaves ? 2 : 1
    const each = (wide - 20 - indent - 8 * (per - 1)) / per
    nodes.forEach((child, index) => {
      const left = x + 10 + indent + (index % per) * (each + 8)
      const height = line(inner, child.link, [left, below, each], kind, texts)
      if (index % per === per - 1 || index === nodes.length - 1) below += height + 8
      if (child.children.length > 0) put(child.children, indent + 18)
    })
  }
  put(children, 0)
  const height = below - y + 2
  shapes.push({ kind: 'box', at: [x, y, wide, height], fill: 'card', stroke: 'line', round: 6 })
  shapes.push({ kind: 'box', at: [x, y + 8, 4, head - 16], fill: link.position, stroke: null, round: 2 })
  heading(shapes, link, [x, y, wide], head, kind, texts)
  shapes.push(...inner)
  return height
}

/** The first line of a card: the link that holds the others. */
function heading(
  shapes: Shape[],
  link: PictureLink,
  [x, y, wide]: readonly [number, number, number],
  head: number,
  kind: PictureKind,
  texts: PictureTexts,
): void {
  const right = kind === 'situation' ? tag(shapes, link.state, [x + wide - 10, y + 9], texts) + 8 : 0
  const middle = kind === 'situation' ? y + 17 : y + head / 2
  const who = link.leader ?? ''
  const room = wide - 26 - right - (who && kind === 'panorama' ? widthOf(who, 12) + 10 : 0)
  shapes.push({
    ...{ kind: 'text', at: [x + 14, middle], text: clipped(link.name, 15, room), size: 15, ink: 'text' },
    bold: true,
  })
  if (kind === 'panorama' && who)
    shapes.push({
      kind: 'text',
      at: [x + wide - 10, middle],
      text: who,
      size: 12,
      ink: 'meta',
      align: 'right',
    })
  if (kind === 'situation') {
    const said = [texts.figures(link.local, link.target), who].filter(Boolean).join(' · ')
    shapes.push({
      kind: 'text',
      at: [x + 14, y + 36],
      text: clipped(said, 12, wide - 24),
      size: 12,
      ink: 'meta',
    })
  }
}

/** One link as a box of its own. @returns its height */
function line(
  shapes: Shape[],
  link: PictureLink,
  [x, y, wide]: readonly [number, number, number],
  kind: PictureKind,
  texts: PictureTexts,
): number {
  if (kind === 'panorama') {
    const firms = link.local + link.target
    const told = firms > 0 ? texts.enterprises(firms) : ''
    // A name comes before the unit of its count.
    const fits = widthOf(link.name, 13) + widthOf(told, 11) + 28 <= wide
    const count = fits || firms === 0 ? told : String(firms)
    shapes.push({ kind: 'box', at: [x, y, wide, 30], fill: 'page', stroke: 'line', round: 4 })
    const room = wide - 20 - (count ? widthOf(count, 11) + 8 : 0)
    shapes.push({
      kind: 'text',
      at: [x + 10, y + 15],
      text: clipped(link.name, 13, room),
      size: 13,
      ink: 'text',
    })
    if (count)
      shapes.push({
        kind: 'text',
        at: [x + wide - 8, y + 15],
        text: count,
        size: 11,
        ink: 'meta',
        align: 'right',
      })
    return 30
  }
  const note = link.state === 'strong' ? '' : (link.gapNote ?? '')
  const height = note ? 60 : 44
  const isMissing = link.state === 'missing'
  shapes.push({
    ...{ kind: 'box', at: [x, y, wide, height], fill: `${link.state}Soft`, stroke: link.state, round: 4 },
    dashed: isMissing,
  })
  const right = tag(shapes, link.state, [x + wide - 8, y + 7], texts)
  shapes.push({
    ...{ kind: 'text', at: [x + 10, y + 16], text: clipped(link.name, 13, wide - 26 - right), size: 13 },
    ...{ ink: 'text', bold: true },
  })
  const figures = texts.figures(link.local, link.target)
  shapes.push({
    kind: 'text',
    at: [x + 10, y + 33],
    text: clipped(figures, 12, wide - 20),
    size: 12,
    ink: 'meta',
  })
  if (note)
    shapes.push({
      ...{ kind: 'text', at: [x + 10, y + 49], text: clipped(note, 12, wide - 20), size: 12 },
      ink: link.state,
    })
  return height
}

/** The state as a word on its colour. @returns its width */
function tag(
  shapes: Shape[],
  state: LinkState,
  [right, y]: readonly [number, number],
  texts: PictureTexts,
): number {
  const text = texts.states[state]
  const wide = widthOf(text, 12) + 12
  shapes.push({ kind: 'box', at: [right - wide, y, wide, 18], fill: state, stroke: null, round: 3 })
  shapes.push({
    ...{
      kind: 'text',
      at: [right - wide / 2, y + 9],
      text,
      size: 12,
      ink: 'onBand',
      bold: true,
      align: 'center',
    },
  })
  return wide
}

function arrowAfter(index: number, top: number): Shape {
  const x = edge + (index + 1) * columnWidth + index * between + 7
  const middle = top + bandHeight / 2
  const [long, half] = [20, 9]
  return {
    kind: 'arrow',
    points: [
      [x, middle - 4],
      [x + long - 10, middle - 4],
      [x + long - 10, middle - half],
      [x + long, middle],
      [x + long - 10, middle + half],
      [x + long - 10, middle + 4],
      [x, middle + 4],
    ],
    fill: 'meta',
  }
}

function size(node: ChainNode<PictureLink>): number {
  return 1 + node.children.reduce((sum, child) => sum + size(child), 0)
}

/** Room that a text takes: a Chinese character is as wide as it is high, a Latin one a little over half of that. */
export function widthOf(text: string, fontSize: number): number {
  return Array.from(text).reduce(
    (sum, character) => sum + fontSize * ((character.codePointAt(0) ?? 0) < 0x300 ? 0.58 : 1),
    0,
  )
}

/** The text, or its beginning with an ellipsis where the room is too small. */
export function clipped(text: string, fontSize: number, room: number): string {
  if (widthOf(text, fontSize) <= room) return text
  const characters = Array.from(text)
  while (characters.length > 1 && widthOf(`${characters.join('')}…`, fontSize) > room) characters.pop()
  return `${characters.join('').trimEnd()}…`
}
