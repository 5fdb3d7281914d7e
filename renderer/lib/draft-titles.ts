import type { Draft } from '#shared/contract/drafts.ts'

export interface UnfinishedVisit {
  readonly key: string
  readonly id: string
  /** A visit never saved yet, as opposed to a change of a saved one. */
  readonly isNew: boolean
  readonly path: string
  readonly enterpriseName: string | null
  readonly at: string
}

/** Drafts of visits, newest first, with the address that opens each. */
export function unfinishedVisits(drafts: readonly Draft[]): readonly UnfinishedVisit[] {
  return drafts
    .flatMap((draft) => {
      const [, fresh, id] = /^visit:(new:)?([0-9a-f-]{36})$/.exec(draft.key) ?? []
      if (!id) return []
      const path = fresh ? `/visits/new?draft=${id}` : `/visits/${id}/edit`
      return [
        {
          key: draft.key,
          id,
          isNew: Boolean(fresh),
          path,
          enterpriseName: nameIn(draft.body),
          at: draft.updatedAt,
        },
      ]
    })
    .sort((a, b) => b.at.localeCompare(a.at))
}

function nameIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('enterpriseName' in body)) return null
  return typeof body.enterpriseName === 'string' && body.enterpriseName !== '' ? body.enterpriseName : null
}
