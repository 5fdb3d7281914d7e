import type { Block } from './blocks.ts'

/** Most bytes of a note's document; beyond it, it begins a new generation (sync.md 2). */
export const noteBytes = 2_097_152
/** Edits of one generation after which a new one is begun, so that opening stays quick. */
export const generationEdits = 500
/** Most characters of a note. They fit one operation, with room for their form. */
export const noteCharacters = 200_000
/** Most bytes of one edit, before base64: an operation must fit into one push. */
export const editBytes = 700_000

/** A stretch of what one client wrote into a document, with who it was. */
export interface Authored {
  readonly client: number
  /** First clock of the stretch, and the one after its last. */
  readonly from: number
  readonly to: number
  readonly by: string
  readonly at: string
}

/** A stretch of what one client wrote: client, first clock, the one after its last. */
export type Covered = readonly [number, number, number]

/** One sealed edit of a note, as far as the text is concerned. */
export interface NoteEdit {
  readonly id: string
  /** `generation`: the note's content written anew into a fresh document, without what was deleted. */
  readonly kind: 'update' | 'generation'
  /** The generation it was written upon: the id of the edit that began it, null for the first. */
  readonly generation: string | null
  /** Yjs update, base64. */
  readonly update: string
  /** Of a generation: what of earlier ones is in it. */
  readonly covers: readonly Covered[] | null
  /** Of a generation: who wrote which part of it. */
  readonly authored: readonly Authored[] | null
  readonly by: string
  /** UTC instant. */
  readonly at: string
}

/** The note that the edits belong to. `body` is the text of a plain note from before there were edits. */
export interface EditedNote {
  readonly id: string
  readonly body: string | null
  readonly by: string
  readonly at: string
}

/** A line of a note with who wrote each part of it. */
export interface AuthoredBlock extends Omit<Block, 'spans'> {
  readonly runs: readonly { readonly text: string; readonly by: string | null; readonly at: string | null }[]
}
