import { enterpriseName, hasLegalForm, isSameEnterpriseName, isShortNameOf } from '../enterprise-names.ts'

/** What is needed to tell whether two records are one enterprise. */
export interface Identity {
  readonly name: string
  readonly shortName?: string | null | undefined
  readonly uscc?: string | null | undefined
  readonly city?: string | null | undefined
}

/** Finds the enterprise that a name, a short name or a credit code means, among very many. */
export interface EnterpriseIndex<K> {
  add(key: K, identity: Identity): void
  /** The enterprise meant, or undefined; also when several could be. */
  find(identity: Identity): K | undefined
}

interface Entry<K> {
  readonly key: K
  readonly identity: Identity
}

const prefixLength = 3

/**
 * An index by credit code, by the core of the names and, for everyday short names, by their beginnings. Two
 * different valid credit codes are two enterprises whatever their names.
 */
export function enterpriseIndex<K>(): EnterpriseIndex<K> {
  const byUscc = new Map<string, K>()
  const byCore = new Map<string, Entry<K>[]>()
  // An everyday name is only ever met by a registered one, so the two are kept apart and few have to be compared.
  const registered = new Map<string, Entry<K>[]>()
  const everyday = new Map<string, Entry<K>[]>()

  return {
    add(key, identity) {
      const entry = { key, identity }
      if (identity.uscc) byUscc.set(identity.uscc, key)
      for (const name of namesOf(identity)) append(byCore, enterpriseName(name).core, entry)
      const byPrefix = hasLegalForm(identity.name) ? registered : everyday
      for (const prefix of prefixesOf(identity.name)) append(byPrefix, prefix, entry)
    },
    find(identity) {
      const exact = identity.uscc ? byUscc.get(identity.uscc) : undefined
      if (exact !== undefined) return exact
      const named = namesOf(identity).flatMap((name) =>
        (byCore.get(enterpriseName(name).core) ?? []).filter((entry) =>
          namesOf(entry.identity).some((known) => isSameEnterpriseName(known, name)),
        ),
      )
      const others = hasLegalForm(identity.name) ? everyday : registered
      const alike = prefixesOf(identity.name)
        .flatMap((prefix) => others.get(prefix) ?? [])
        .filter((entry) => isShortFor(identity, entry.identity) || isShortFor(entry.identity, identity))
      return onlyOne(named, identity) ?? onlyOne(alike, identity)
    },
  }
}

function onlyOne<K>(entries: readonly Entry<K>[], identity: Identity): K | undefined {
  const possible = entries.filter(({ identity: known }) => !isOtherUscc(known, identity))
  const keys = new Set(possible.map(({ key }) => key))
  if (keys.size === 1) return possible[0]?.key
  // Of several that could be meant, the one that is written in the very same way.
  const alike = new Set(
    possible.filter(({ identity: known }) => known.name === identity.name).map(({ key }) => key),
  )
  return alike.size === 1 ? [...alike][0] : undefined
}

function isOtherUscc(a: Identity, b: Identity): boolean {
  return Boolean(a.uscc && b.uscc && a.uscc !== b.uscc)
}

/** An everyday name means the firm only where the places do not speak against it. */
function isShortFor(short: Identity, full: Identity): boolean {
  if (short.city && full.city && short.city !== full.city) return false
  return isShortNameOf(short.name, full.name)
}

function namesOf({ name, shortName }: Identity): string[] {
  return shortName ? [name, shortName] : [name]
}

function prefixesOf(name: string): string[] {
  const whole = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()]/g, '')
  return [...new Set([whole.slice(0, prefixLength), enterpriseName(name).core.slice(0, prefixLength)])]
}

function append<K>(map: Map<string, Entry<K>[]>, key: string, entry: Entry<K>): void {
  const list = map.get(key)
  if (list) list.push(entry)
  else map.set(key, [entry])
}
