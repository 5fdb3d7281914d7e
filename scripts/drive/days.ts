/** The local calendar day so many days ago, `yyyy-mm-dd`. */
export function localDay(daysAgo = 0): string {
  const date = new Date(Date.now() - daysAgo * 86_400_000)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
