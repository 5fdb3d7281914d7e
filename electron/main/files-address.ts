const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The attachment that an address names, or undefined for one that leads anywhere else. */
export function attachmentOf(address: string, scheme: string): string | undefined {
  const url = URL.parse(address)
  if (!url || url.protocol !== `${scheme}:` || url.host !== 'attachment') return undefined
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined
  const id = url.pathname.slice(1)
  return uuid.test(id) ? id : undefined
}

/** Bytes from `start` up to `end`, without the one at `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** One range of a `Range` header (RFC 9110, 14.2); null for the whole, which several ranges at once also get. */
export function rangeOf(header: string | null, size: number): ByteRange | null | 'unsatisfiable' {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!found) return null
  const [, first = '', last = ''] = found
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(size, Number(last))
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  return start >= size || end <= start ? 'unsatisfiable' : { start, end }
}
