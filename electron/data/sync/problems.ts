import { AppError, type ErrorCode } from '#shared/contract/errors.ts'
import { ServerRefusal } from './http.ts'

/** Which of the known failures an attempt to reach the server ended with. */
export function problemOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code
  if (error instanceof ServerRefusal) return problemOfRefusal(error)
  return 'internal'
}

function problemOfRefusal({ status, error }: ServerRefusal): ErrorCode {
  switch (error) {
    case 'sign-in-failed':
      return 'account/wrong-credentials'
    case 'account-disabled':
    case 'device-revoked':
      return 'account/disabled'
    case 'device-of-another-user':
      return 'account/another-user'
    case 'unauthenticated':
      return 'account/signed-out'
    default:
      return status === 429 ? 'account/too-many-attempts' : 'server/failed'
  }
}

/** Whether the server itself said that the device's token is no good any more. */
export function endsSession(error: unknown): boolean {
  return (
    error instanceof ServerRefusal &&
    ['unauthenticated', 'account-disabled', 'device-revoked'].includes(error.error)
  )
}

/** Whether the server said that this store is a restored backup or a copy of another device's. */
export function isReusedCounter(error: unknown): boolean {
  return error instanceof ServerRefusal && error.error === 'counter-reused'
}
