import type { BundleCounts } from '#shared/contract/exchange.ts'
import { i18n } from '../../lib/i18n.ts'
import { listText, tableText } from '../sync/field-text.ts'

/** What a bundle holds in one sentence: `共 12 处改动：走访 3、企业 2。其中 5 处还没有上传到服务器。` */
export function countsText({ operations, records, notOnServer }: BundleCounts): string {
  if (operations === 0) return i18n.t('exchange:counts.none')
  const parts = records.map(({ table, count }) =>
    i18n.t('exchange:counts.part', { name: tableText(table), count }),
  )
  return [
    i18n.t('exchange:counts.all', { count: operations, parts: listText(parts) }),
    i18n.t(notOnServer > 0 ? 'exchange:counts.notOnServer' : 'exchange:counts.allOnServer', {
      count: notOnServer,
    }),
  ].join('')
}

/** Six digits as people read them out: `123 456`. */
export const spokenCode = (code: string): string => code.replace(/(\d{3})(?=\d)/g, '$1 ')

/** Address and port as one text, the way it is typed on the other laptop; an IPv6 address stands in brackets. */
export const spokenAddress = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** The inverse of `spokenAddress`, with the colon of an input method too; null for anything else. */
export function typedAddress(typed: string): { readonly address: string; readonly port: number } | null {
  const text = typed.trim().replaceAll('：', ':').replaceAll('。', '.')
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const address = bracketed ?? plain
  const port = Number(digits)
  return address && port >= 1 && port <= 65535 ? { address, port } : null
}
