/** Nothing is compared. */
export async function compareChecksums(): Promise<readonly string[]> {
  return []
}
