const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const
const sizePattern = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?$/i

/** `20.5 MB`: a size as people read it, in steps of 1024. */
export function bytesInWords(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')} ${units[step]}`
}

/** The size that `20GB`, `1.5 TB` or a number of bytes says; undefined for anything else. */
export function bytesOf(text: string): number | undefined {
  const [, value, unit = 'B'] = sizePattern.exec(text.trim()) ?? []
  if (value === undefined) return undefined
  const step = ['B', 'KB', 'MB', 'GB', 'TB'].indexOf(unit.toUpperCase())
  const bytes = Math.round(Number(value) * 1024 ** step)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}
