import type { Note } from './notes.ts'

/** For whom a document is written: the own administration, or an enterprise outside it. */
export type Audience = 'own' | 'enterprise'

/**
 * Whether a note may stand in a document for an audience. An internal note never leaves in one that is meant for an
 * enterprise; a code that only a newer version knows counts as internal.
 */
export function mayLeave(note: Pick<Note, 'confidentiality'>, audience: Audience): boolean {
  return audience === 'own' || note.confidentiality === 'shareable'
}

/** The notes that may stand in a document for an audience. Every writer of such a document goes through this. */
export function notesFor<N extends Pick<Note, 'confidentiality'>>(
  notes: readonly N[],
  audience: Audience,
): readonly N[] {
  return notes.filter((note) => mayLeave(note, audience))
}
