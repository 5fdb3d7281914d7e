import type { SearchHit } from '#shared/contract/search.ts'

export interface Command {
  readonly path: string
  readonly name: string
  /** Key combination that does the same. */
  readonly keys?: string
}

/** Where a hit is opened; what has no page of its own stands on that of its enterprise. */
export function addressOf({ table, id, enterpriseId, chainId }: SearchHit): string {
  switch (table) {
    case 'negotiationTopics':
    case 'negotiationRounds':
      return `/enterprises/${enterpriseId ?? ''}?tab=talks&part=ledger`
    case 'notes':
      return `/enterprises/${enterpriseId ?? ''}?tab=talks`
    case 'attachments':
      return `/enterprises/${enterpriseId ?? ''}`
    case 'demands':
    case 'commitments':
    case 'followUps':
      return `/promises?tab=${table}&open=${id}`
    case 'industryChains':
      return `/chains/${id}`
    case 'chainLinks':
      return `/chains/${chainId ?? ''}?link=${id}`
    default:
      return `/${table}/${id}`
  }
}

const searchedLists = new Set(['enterprises', 'contacts', 'visits', 'projects', 'policies'])

/** The list that shows all hits of a kind for a text, or null where the box itself shows them. */
export function listOf(table: string, text: string): string | null {
  const hasText = searchedLists.has(table)
  return hasText ? `/${table}?text=${encodeURIComponent(text)}` : null
}

/** Commands whose name has every typed word, all of them for no words. */
export function matchingCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter((command) => words.every((word) => command.name.toLowerCase().includes(word)))
}
