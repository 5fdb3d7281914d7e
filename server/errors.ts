/** Codes of the uniform error body, with the sentence that goes with each. */
const errorMessages = {
  'bad-request': 'The request is not what this address expects.',
  'bad-encoding': 'The body could not be decompressed.',
  'bad-json': 'The body is not JSON.',
  unauthenticated: 'Sign in first.',
  'sign-in-failed': 'The user name or the password is wrong.',
  'account-disabled': 'This account is switched off. Ask your administrator.',
  'device-revoked': 'This device has been blocked. Ask your administrator.',
  'device-of-another-user': 'This device belongs to another user.',
  'counter-reused': 'This device was copied or restored from a backup; it must go on as a new incarnation.',
  'out-of-order': 'The batch before has not been taken; send that one first.',
  'wrong-device': 'The request names another device than the one that is signed in.',
  'not-found': 'There is nothing at this address.',
  'too-large': 'The request is too large; send it in smaller parts.',
  'unsupported-media-type': 'Send JSON.',
  'too-many-requests': 'Too many requests; wait a moment.',
  'unknown-attachment': 'The server knows no such attachment; send its record first.',
  'not-your-attachment': 'Only who added an attachment can send its file.',
  'metadata-mismatch': 'Hash or size are not those of the attachment.',
  'already-available': 'The file is here already.',
  'quota-exceeded': 'The space for files is used up.',
  'storage-full': 'The disk of the server is full.',
  'wrong-offset': 'The upload stands at another offset; ask for it and go on from there.',
  'upload-gone': 'This upload is no longer kept; begin it anew.',
  'upload-busy': 'Another request is writing to this upload; try again.',
  'file-absent': 'The file has not arrived at the server yet.',
  'hash-mismatch':
    'What arrived is not the file that the attachment names; it was thrown away. Send it again.',
  'type-not-allowed': 'Files of this kind cannot be attached.',
  'type-mismatch': 'The file is of another kind than it says.',
  executable: 'Programs cannot be attached.',
  'active-content': 'Web pages and drawings that run scripts cannot be attached.',
  'archive-bomb': 'The archive would unpack to an absurd size, or hides archives within archives.',
  unavailable: 'The server cannot reach its database or its files; nothing was changed. Try again.',
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
  'out-of-order': 409,
  'wrong-device': 403,
  'not-found': 404,
  'too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  'unknown-attachment': 404,
  'not-your-attachment': 403,
  'metadata-mismatch': 422,
  'already-available': 409,
  'quota-exceeded': 413,
  'storage-full': 507,
  'wrong-offset': 409,
  'upload-gone': 410,
  'upload-busy': 423,
  'file-absent': 404,
  'hash-mismatch': 422,
  'type-not-allowed': 422,
  'type-mismatch': 422,
  executable: 422,
  'active-content': 422,
  'archive-bomb': 422,
  unavailable: 503,
  internal: 500,
}

interface Particulars {
  /** A sentence that says more than the usual one. */
  readonly message?: string
  /** Numbers that go with the answer, beside `error` and `message`. */
  readonly figures?: Readonly<Record<string, number>>
}

/** A refusal that a client sees as `{ error, message }`. */
export class HttpError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly retryAfterSeconds: number | null
  readonly figures: Readonly<Record<string, number>>

  constructor(code: ErrorCode, retryAfterSeconds: number | null = null, particulars: Particulars = {}) {
    super(particulars.message ?? errorMessages[code])
    this.code = code
    this.statusCode = statuses[code]
    this.retryAfterSeconds = retryAfterSeconds
    this.figures = particulars.figures ?? {}
  }
}
