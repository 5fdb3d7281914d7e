/** Codes of the uniform error body, with the sentence that goes with each. */
export const errorMessages = {
  'bad-request': 'The request is not what this address expects.',
  'bad-encoding': 'The body could not be decompressed.',
  'bad-json': 'The body is not JSON.',
  unauthenticated: 'Sign in first.',
  'sign-in-failed': 'The user name or the password is wrong.',
  'account-disabled': 'This account is switched off. Ask your administrator.',
  'device-revoked': 'This device has been blocked. Ask your administrator.',
  'device-of-another-user': 'This device belongs to another user.',
  'counter-reused': 'This device was copied or restored from a backup; it must go on as a new incarnation.',
  'wrong-device': 'The request names another device than the one that is signed in.',
  'not-found': 'There is nothing at this address.',
  'too-large': 'The request is too large; send it in smaller parts.',
  'unsupported-media-type': 'Send JSON.',
  'too-many-requests': 'Too many requests; wait a moment.',
  unavailable: 'The server cannot reach its database; nothing was changed. Try again.',
  internal: 'The server failed; nothing was changed. Try again.',
} as const

export type ErrorCode = keyof typeof errorMessages

const statuses: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'bad-encoding': 400,
  'bad-json': 400,
  unauthenticated: 401,
  'sign-in-failed': 401,
  'account-disabled': 401,
  'device-revoked': 401,
  'device-of-another-user': 409,
  'counter-reused': 409,
  'wrong-device': 403,
  'not-found': 404,
  'too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  unavailable: 503,
  internal: 500,
}

/** A refusal that a client sees as `{ error, message }`. */
export class HttpError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly retryAfterSeconds: number | null

  constructor(code: ErrorCode, retryAfterSeconds: number | null = null) {
    super(errorMessages[code])
    this.code = code
    this.statusCode = statuses[code]
    this.retryAfterSeconds = retryAfterSeconds
  }
}
