import type { Note } from './notes.ts'
import { maskedPhone } from './trip-report/people.ts'

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

/** Mobile and landline numbers as people write them inside a text: 11 digits, or an area code and 7 or 8 digits. */
const phone = /(?<![\d.])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\(?0\d{2,3}\)?[- ]?\d{7,8})(?!\d)/g

/** A text in which the middle of every telephone number is hidden, as a document for an enterprise shows it. */
export function withMaskedPhones(text: string): string {
  return text.replace(phone, (number) => maskedPhone(number.replace(/^\+?86(?=[- ]?1)/, '')))
}
