import { AppError } from '#shared/contract/errors.ts'

const thisMachine = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Reads a server's address as a person types it; `https://` may be left out. Only encrypted connections leave the
 * machine: plain http is for a server on this very machine (reliability.md A1, item 1).
 * @returns the address ending in a slash, without credentials, query and fragment
 * @throws AppError server/address
 */
export function assertServerUrl(text: string): URL {
  const typed = text.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`)
  if (!url || url.hostname === '' || url.username !== '' || url.password !== '')
    throw new AppError('server/address')
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && thisMachine.has(url.hostname))
  if (!safe) throw new AppError('server/address')
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}
