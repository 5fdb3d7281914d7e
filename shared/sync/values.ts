import type { Json } from './op.ts'

/** Equality of JSON values, the order of keys aside. */
export function sameValue(a: Json, b: Json): boolean {
  return a === b || canonical(a) === canonical(b)
}

/** JSON text with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
