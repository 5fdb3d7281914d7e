import type { SearchHit, searchContract } from '#shared/contract/search.ts'
import { excerptAround, firstLine } from '#shared/domain/excerpts.ts'
import type { Handlers } from '../host/context.ts'
import { type FoundText, recordsSaying } from '../queries/search.ts'

const hitsPerTable = 20
const excerptLength = 60

export const searchHandlers: Handlers<typeof searchContract> = {
  'search.all': ({ read }, { text }) =>
    read(async (db) => (await recordsSaying(db, text, hitsPerTable)).map((found) => hitOf(found, text))),
}

/** Titles name the record, with the day where a person would ask for it; the excerpt shows why it was found. */
function hitOf({ table, id, name, texts, day, enterpriseId }: FoundText, typed: string): SearchHit {
  const some = texts.find((text) => text !== null && text !== '') ?? null
  const excerpt = excerptAround(texts, typed, excerptLength) ?? (some && firstLine(some, excerptLength))
  const title = [name, day].filter(Boolean).join(' · ') || (some ? firstLine(some, excerptLength) : id)
  return { table, id, title, excerpt, enterpriseId }
}
