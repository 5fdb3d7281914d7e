/** What the rows of a file are: enterprises with a contact, contacts with their posts, or visits. */
export const importKinds = ['enterprises', 'contacts', 'visits'] as const
export type ImportKind = (typeof importKinds)[number]
