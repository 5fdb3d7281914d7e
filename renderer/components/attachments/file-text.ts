import { i18n } from '../../lib/i18n.ts'

const units = ['B', 'KB', 'MB', 'GB'] as const

/** A size as people read it: `3.4 MB`. */
export function formatSize(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)))
  const amount = bytes / 1024 ** step
  const digits = step === 0 || amount >= 100 ? 0 : 1
  return `${new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(amount)} ${units[step]}`
}

/** The ending of a name in capitals, for the tile of a file without a picture. */
export const endingShown = (name: string): string =>
  /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? ''
