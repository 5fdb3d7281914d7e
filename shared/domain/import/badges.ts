import type { Badge } from '../enterprises.ts'
import type { BadgeType, ownerships } from '../enumerations.ts'
import { type Cell, cellText, nothingRead, type Read, remark } from './values.ts'

export type Ownership = (typeof ownerships)[number]

/** What a cell of classes says. */
export interface Classes {
  readonly badges: readonly Badge[]
  readonly ownership: Ownership | null
}

/** Words for badges, the more special before the more general that they contain. */
const badgeWords: readonly (readonly [RegExp, BadgeType])[] = [
  [/世界(企业)?(500|五百)强/, 'global500'],
  [/(民营|民企)(企业)?(500|五百)强/, 'private500'],
  [/中国(企业)?(500|五百)强/, 'china500'],
  [/小巨人/, 'little_giant'],
  [/专精特新/, 'specialised'],
  [/单项冠军/, 'single_champion'],
  [/高新技术企业|高企/, 'hi_tech'],
  [/独角兽/, 'unicorn'],
  [/瞪羚/, 'gazelle'],
  [/链主/, 'chain_owner'],
  [/龙头|领军/, 'leader'],
  [/上市/, 'listed'],
  [/央企|中央企业/, 'soe_central'],
  [/外资|外商/, 'foreign'],
]

const ownershipWords: readonly (readonly [RegExp, Ownership])[] = [
  [/央企|中央企业/, 'central'],
  [/国企|国有/, 'local_soe'],
  [/港澳台|港资|台资/, 'hmt'],
  [/合资/, 'joint_venture'],
  [/外资|外商/, 'foreign'],
  [/^民企$|^民营(企业)?$|^私营(企业)?$/, 'private'],
]

/**
 * Badges and ownership from a cell such as `世界500强/央企` or `2025民营500强（第12位）、上市公司`. A word that is neither
 * is said and left.
 */
export function readClasses(cell: Cell): Read<Classes> {
  const text = cellText(cell)
  if (text === '') return nothingRead
  const badges: Badge[] = []
  let ownership: Ownership | null = null
  const unknown: string[] = []
  for (const word of text.split(/[、/,;\s|+]+(?![^(]*\))/).filter(Boolean)) {
    const badge = readBadge(word)
    const owner = ownershipWords.find(([pattern]) => pattern.test(word))?.[1]
    if (badge && !badges.some(({ type }) => type === badge.type)) badges.push(badge)
    ownership ??= owner ?? null
    if (!badge && !owner) unknown.push(word)
  }
  return {
    value: badges.length > 0 || ownership !== null ? { badges, ownership } : null,
    remarks: unknown.map((word) => remark('badge-unknown', { text: word })),
    left: unknown.length > 0 ? unknown.join('、') : null,
  }
}

function readBadge(word: string): Badge | undefined {
  const type = badgeWords.find(([pattern]) => pattern.test(word))?.[1]
  if (!type) return undefined
  const year = /(?:^|\D)((?:19|20)\d{2})(?!\d)/.exec(word)?.[1]
  const rank =
    /(?:第|排名|位列|列|#|no\.?)第?(\d{1,4})(?:位|名)?/i.exec(word)?.[1] ?? /\((\d{1,3})\)/.exec(word)?.[1]
  const level = /国家级|省级|市级/.exec(word)?.[0]
  return {
    type,
    listYear: year ? Number(year) : null,
    rank: rank && Number(rank) > 0 ? Number(rank) : null,
    level: level ?? null,
    category: null,
  }
}
