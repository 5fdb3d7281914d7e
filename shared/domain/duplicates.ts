import { canMeanFirm, enterpriseName } from './enterprise-names.ts'
import { cityOfPlace } from './places.ts'

/** Why two records may be one. */
const likenessReasons = ['uscc', 'phone', 'name', 'short-name', 'pinyin'] as const
export type LikenessReason = (typeof likenessReasons)[number]

/** 3: as good as certain, 2: likely, 1: worth a look. */
export interface Likeness {
  readonly reason: LikenessReason
  readonly strength: 1 | 2 | 3
}

/** An enterprise as far as it can be recognised. Names are folded (simplified, half width) by the caller. */
export interface Firm {
  readonly name: string
  readonly shortName: string | null
  readonly uscc: string | null
  readonly city: string | null
  /** Pinyin of the name's core, and of the short name's. */
  readonly sound: string
  readonly shortSound: string
}

/** A person as far as one can be recognised. The name is folded by the caller. */
export interface Person {
  readonly name: string
  readonly phones: readonly string[]
  readonly enterpriseIds: readonly string[]
  /** Pinyin of the name. */
  readonly sound: string
}

/**
 * The core of a name without legal form and leading place, and that place. Taken off again and again until nothing
 * more goes, so that the core of a core is itself.
 */
export function firmKey(name: string): { readonly core: string; readonly place: string | null } {
  let { core, place } = enterpriseName(name)
  for (let turn = 0; turn < 20; turn += 1) {
    const next = enterpriseName(core)
    if (next.core === core) break
    core = next.core
    place ??= next.place
  }
  return { core, place }
}

/** Digits of a telephone number as two spellings of it are compared: without +86, extension and separators. */
export function phoneKey(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replace(/(转|ext\.?|-{2}|#).*$/i, '')
    .replace(/\D/g, '')
  return digits.replace(/^(?:(?:00)?86)+(?=1\d{10}$|0?[1-9]\d{8,10}$)/, '').replace(/^0(?=1\d{10}$)/, '')
}

const leastPhone = 7
const mobile = /^1[3-9]\d{9}$/
/** Shorter names sound alike by chance. */
const leastSound = 3

/** How much two enterprises look like one; null when they do not. Two credit codes are two enterprises. */
export function firmLikeness(a: Firm, b: Firm): Likeness | null {
  if (a.uscc !== null && b.uscc !== null) return a.uscc === b.uscc ? { reason: 'uscc', strength: 3 } : null
  const [left, right] = [firmKey(a.name), firmKey(b.name)]
  if (left.place !== null && right.place !== null && left.place !== right.place) return null
  const elsewhere =
    a.city !== null && b.city !== null && cityOfPlace(a.city).city !== cityOfPlace(b.city).city
  if (left.core !== '' && left.core === right.core)
    return { reason: 'name', strength: elsewhere ? 1 : left.place === right.place ? 3 : 2 }
  if (canMeanFirm(a.name, b) || canMeanFirm(b.name, a))
    return { reason: 'short-name', strength: elsewhere ? 1 : 2 }
  const sounds = Array.from(left.core).length >= leastSound && a.sound !== '' && a.sound === b.sound
  return sounds && !elsewhere ? { reason: 'pinyin', strength: 1 } : null
}

/**
 * How much two people look like one; null when they do not. One name alone is no sign (张伟), one telephone alone only
 * when it is a mobile.
 */
export function personLikeness(a: Person, b: Person): Likeness | null {
  const phones = new Set(a.phones.map(phoneKey).filter((key) => key.length >= leastPhone))
  const shared = b.phones.map(phoneKey).filter((key) => phones.has(key))
  const sameName = a.name !== '' && a.name === b.name
  if (shared.length > 0 && sameName) return { reason: 'phone', strength: 3 }
  if (shared.some((key) => mobile.test(key))) return { reason: 'phone', strength: 2 }
  if (!a.enterpriseIds.some((id) => b.enterpriseIds.includes(id))) return null
  if (sameName) return { reason: 'name', strength: 2 }
  return a.sound !== '' && a.sound === b.sound ? { reason: 'pinyin', strength: 1 } : null
}

/**
 * Under which keys an enterprise is compared: only records that share one are looked at together, so that a scan does
 * not compare each with each.
 */
export function firmBlocks(firm: Firm): string[] {
  const { core } = firmKey(firm.name)
  const short = firm.shortName === null ? '' : firmKey(firm.shortName).core
  return [
    ...(firm.uscc === null ? [] : [`u${firm.uscc}`]),
    ...nameBlocks(core, firm.sound),
    ...(short === core ? [] : nameBlocks(short, firm.shortSound)),
  ]
}

/** What is written alike sounds alike: one key does for both, but for names too short to go by their sound. */
function nameBlocks(core: string, sound: string): string[] {
  if (Array.from(core).length >= leastSound && sound !== '') return [`s${sound}`]
  return core === '' ? [] : [`n${core}`]
}

/** Under which keys a person is compared, besides with those called alike in the same enterprises. */
export function personBlocks(person: Person): string[] {
  return person.phones
    .map(phoneKey)
    .filter((key) => key.length >= leastPhone)
    .map((key) => `p${key}`)
}
