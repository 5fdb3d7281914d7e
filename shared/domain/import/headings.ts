/** A heading as it is compared: width, spaces, capitals and marks do not matter. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*:]/g, '')
}

/** The upper line of a twofold header: a heading over several columns stands in the first of them. */
export function groupHeadings(top: readonly string[], width: number): string[] {
  let group = ''
  return Array.from({ length: Math.max(width, top.length) }, (_, index) => {
    group = top[index] || group
    return group
  })
}
