import type { SearchHit } from '#shared/contract/search.ts'

export interface Command {
  readonly path: string
  readonly name: string
  /** Key combination that does the same. */
  readonly keys?: string
}

/** Where a hit is opened; a note stands in the timeline of its enterprise. */
export function addressOf(hit: SearchHit): string {
  return hit.table === 'notes' ? `/enterprises/${hit.enterpriseId ?? ''}` : `/${hit.table}/${hit.id}`
}

/** Commands whose name has every typed word, all of them for no words. */
export function matchingCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter((command) => words.every((word) => command.name.toLowerCase().includes(word)))
}
