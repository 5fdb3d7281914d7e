/**
 * A time as people type it (`9`, `930`, `9:30`, `9：30`, `9点半`, `21点05`) as `HH:mm`; null for empty input,
 * undefined for what is no time.
 */
export function typedTime(text: string): string | null | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/点半$/, ':30')
    .replace(/[点时.]/, ':')
    .replace(/分$/, '')
  if (plain === '') return null
  const [, hours = '', minutes = ''] =
    /^(\d{1,2}):(\d{0,2})$/.exec(plain) ?? /^(\d{1,2})(\d{2})$/.exec(plain) ?? /^(\d{1,2})$/.exec(plain) ?? []
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return undefined
  return `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`
}
