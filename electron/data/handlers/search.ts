import type {
  MarkedText,
  MatchRange,
  SearchFilter,
  SearchHit,
  searchContract,
} from '#shared/contract/search.ts'
import { firstLine } from '#shared/domain/excerpts.ts'
import type { Handlers } from '../host/context.ts'
import { recentSearches, writeRecentSearches } from '../queries/recent-searches.ts'
import { wordsTyped } from '../search/expressions.ts'
import { type Found, find, type Wanted } from '../search/find.ts'
import { rangesOf } from '../search/matching.ts'

const excerptLength = 60
const mostBefore = 12
const recentKept = 8
const dayMs = 86_400_000

export const searchHandlers: Handlers<typeof searchContract> = {
  'search.all': ({ read, account }, { text, limit, ...filter }) =>
    read(async (db) => {
      const wanted = wantedFrom(filter, account?.userId ?? null)
      const groups = await find(db, { ...wanted, text, limit, ownUnitId: account?.unitId ?? null })
      const words = wordsTyped(text)
      return groups.map(({ kind, hits, more, givenUp }) => ({
        table: kind.table,
        hits: hits.map((found) => hitOf(found, words)),
        more,
        givenUp,
      }))
    }),
  'search.recent': ({ read }) => read(recentSearches),
  'search.remember': async ({ write }, { text }) => {
    await write(async (tx) => {
      const known = text === null ? [] : await recentSearches(tx)
      const others = known.filter((each) => each !== text)
      await writeRecentSearches(tx, text ? [text, ...others].slice(0, recentKept) : others)
    })
    return null
  },
}

function wantedFrom(
  { table, region, chain, unitId, from, to, mine }: SearchFilter,
  userId: string | null,
): Omit<Wanted, 'text' | 'limit' | 'ownUnitId'> {
  const dayNumber = (day: string | null) => (day === null ? null : Math.floor(Date.parse(day) / dayMs))
  return {
    ...{ region, chain, unitId },
    tables: table === null ? null : [table],
    author: mine ? userId : null,
    fromDay: dayNumber(from),
    toDay: dayNumber(to),
  }
}

/** Titles name the record, with the day where a person would ask for it; the excerpt shows why it was found. */
function hitOf({ record, places }: Found, words: readonly string[]): SearchHit {
  const { kind, id, texts, day, enterpriseId, enterpriseName, city, post, ofChain } = record
  const [name = enterpriseName] = texts.names
  const body = [...texts.others, ...texts.bodies]
  const title = [name, day].filter(Boolean).join(' · ') || firstLine(body[0] ?? '', excerptLength) || '—'
  const inName = texts.names.length > 0
  const marked = inName
    ? rangesOf(title.normalize('NFC'), words, { spelling: true, person: texts.person })
    : []
  const isTold = places.every((place) => place === 'beginning' || place === 'name') && marked.length > 0
  const context =
    kind.table === 'enterprises'
      ? city
      : [inName ? enterpriseName : null, post, ofChain?.name].filter(Boolean).join(' ') || null
  return {
    ...{ table: kind.table, id, context, enterpriseId, chainId: ofChain?.id ?? null },
    title: { text: title.normalize('NFC'), ranges: marked },
    excerpt: isTold ? null : excerptOf([...texts.names.slice(1), ...body], words),
  }
}

/** The part of the first text that says a word, with a little before it; else the beginning of the last one. */
function excerptOf(texts: readonly string[], words: readonly string[]): MarkedText | null {
  for (const source of texts) {
    const line = source.normalize('NFC').replace(/\s+/g, ' ').trim()
    const ranges = rangesOf(line, words, { spelling: true })
    const [first] = ranges
    if (first) return cut(line, ranges, Math.max(0, first[0] - mostBefore))
  }
  const text = texts.at(-1)
  return text === undefined ? null : { text: firstLine(text, excerptLength), ranges: [] }
}

function cut(line: string, ranges: readonly MatchRange[], wanted: number): MarkedText {
  // Not in the middle of a character of two units.
  const from = /[\udc00-\udfff]/.test(line.charAt(wanted)) ? wanted - 1 : wanted
  const end = Math.min(line.length, from + excerptLength)
  const before = from > 0 ? '…' : ''
  const shift = before.length - from
  return {
    text: `${before}${line.slice(from, end)}${end < line.length ? '…' : ''}`,
    ranges: ranges.flatMap(([start, stop]): MatchRange[] =>
      start >= end ? [] : [[start + shift, Math.min(stop, end) + shift]],
    ),
  }
}
