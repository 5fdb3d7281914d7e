import { gunzipSync } from 'node:zlib'
import type { Ledger } from './ledger.ts'
import type { SimAnswer, SimRequest } from './sim-server.ts'

/** What a token may do: open the server, nothing any more, or nobody knows since the server died over a sign-in. */
type Standing = 'good' | 'ended' | 'doubted'

/** The tokens that the server gave out in a run, kept by what was seen of its answers. */
export interface Tokens {
  /** Every token that a laptop was ever given, the latest last. */
  readonly of: (device: string) => readonly string[]
  readonly endAll: (device: string) => void
  /** Whether a laptop has a token that opens anything, unless it is turned out. */
  readonly hasGood: (device: string) => boolean
  /**
   * Looks at a request as it arrives, then at the server's answer; null: it died over it. An ended token opens
   * nothing, nor does any of a laptop that was turned out (I8); a good one does (I9).
   * @returns what is wrong
   */
  readonly watch: (request: SimRequest) => (answer: SimAnswer | null) => string | null
}

const turnedAway: readonly string[] = ['unauthenticated', 'device-revoked', 'account-disabled']

/** @param laptops what the server knows from the beginning */
export function newTokens(
  laptops: readonly { readonly device: string; readonly token: string }[],
  ledger: Ledger,
): Tokens {
  const known = new Map<string, { readonly device: string; standing: Standing }>(
    laptops.map(({ device, token }) => [token, { device, standing: 'good' }]),
  )
  const setAll = (device: string, standing: Standing) => {
    for (const entry of known.values())
      if (entry.device === device && entry.standing !== 'ended') entry.standing = standing
  }
  const signingIn = (request: SimRequest) => (answer: SimAnswer | null) => {
    const { device } = bodyOf(request)
    if (!answer) setAll(device.id, 'doubted')
    if (answer?.status !== 200) return null
    if (ledger.barred.has(device.id)) return `I8: somebody signed in on ${device.name}, which was turned out`
    setAll(device.id, 'ended')
    known.set(JSON.parse(answer.body.toString('utf8')).token, { device: device.id, standing: 'good' })
    return null
  }
  return {
    of: (laptop) => [...known].filter(([, { device }]) => device === laptop).map(([token]) => token),
    endAll: (device) => setAll(device, 'ended'),
    hasGood: (laptop) =>
      [...known.values()].some(({ device, standing }) => device === laptop && standing === 'good'),
    watch: (request) => {
      if (request.path.startsWith('/auth/sign-in')) return signingIn(request)
      const token = request.headers.authorization?.replace('Bearer ', '')
      const entry = token === undefined ? undefined : known.get(token)
      if (!entry) return () => null
      const { device, standing } = entry
      const isOut = ledger.barred.has(device)
      return (answer) => {
        if (answer?.status === 200 && (standing === 'ended' || isOut))
          return `I8: ${request.path} was answered to ${isOut ? 'a laptop that was turned out' : 'an ended token'}`
        if (!answer || standing !== 'good' || isOut || ledger.wasSetBack()) return null
        return isTurnedAway(answer) ? `I9: ${request.path} turned a good token away` : null
      }
    },
  }
}

function bodyOf({ headers, body }: SimRequest) {
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body ?? '') : body
  return JSON.parse(text?.toString('utf8') ?? '{}')
}

function isTurnedAway({ status, body }: SimAnswer): boolean {
  return status >= 400 && status < 500 && turnedAway.some((reason) => body.includes(`"${reason}"`))
}
