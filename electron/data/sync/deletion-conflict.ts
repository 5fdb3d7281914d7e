import { z } from 'zod'
import { hlcMs } from '#shared/sync/hlc.ts'
import { type RecordState, valuesOf } from '#shared/sync/merge.ts'
import { deletedField, type Json } from '#shared/sync/op.ts'

const Deletion = z.object({ covers: z.array(z.string()) })

/** Who deleted a record, and what others wrote into it without knowing. Instants are ISO. */
export interface ContestedDeletion {
  readonly deletedBy: string
  readonly deletedAt: string
  /** The latest first. */
  readonly edits: readonly {
    readonly field: string
    readonly value: Json
    readonly by: string
    readonly at: string
  }[]
}

/** What stands against what in a record that was deleted while it was edited; null where nothing does. */
export function contestedDeletion(state: RecordState): ContestedDeletion | null {
  const deletions = state[deletedField]?.heads ?? []
  const [latest] = deletions
  if (!latest || deletions.some(({ v }) => v === null)) return null
  const covered = new Set(
    deletions.flatMap(({ v }) => {
      const parsed = Deletion.safeParse(v)
      return parsed.success ? parsed.data.covers : []
    }),
  )
  const values = valuesOf(state)
  const edits = Object.entries(state).flatMap(([field, { heads }]) => {
    const [unseen] = heads.filter(({ hlc }) => !covered.has(hlc))
    if (field === deletedField || !unseen) return []
    return [
      { field, value: values[field] ?? null, by: unseen.by, at: instantOf(unseen.hlc), hlc: unseen.hlc },
    ]
  })
  if (edits.length === 0) return null
  return {
    deletedBy: latest.by,
    deletedAt: instantOf(latest.hlc),
    edits: edits.sort((a, b) => (a.hlc > b.hlc ? -1 : 1)).map(({ hlc: _, ...edit }) => edit),
  }
}

const instantOf = (hlc: string) => new Date(hlcMs(hlc)).toISOString()
