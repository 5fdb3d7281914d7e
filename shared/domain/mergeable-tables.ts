/** Tables of which two records can turn out to be one. */
export const mergeableTables = ['enterprises', 'contacts'] as const
export type MergeableTable = (typeof mergeableTables)[number]
