/**
 * Fields by which a record of a table names another one and so widens who may read that one, or becomes part of it,
 * with the other one's table. Only who may read the other one may write them.
 */
export const namingFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  visits: { enterpriseId: 'enterprises' },
  tripLegs: { enterpriseId: 'enterprises' },
  contactPosts: { enterpriseId: 'enterprises', contactId: 'contacts' },
  noteEdits: { noteId: 'notes' },
  enterprises: { mergedInto: 'enterprises' },
  contacts: { mergedInto: 'contacts' },
}
