/**
 * Every expected failure. Each code is a key of the `errors` texts, which say what happened, what is safe and
 * what to do.
 */
export const errorCodes = [
  'internal',
  'host/unavailable',
  'call/invalid',
  'vault/locked',
  'vault/exists',
  'vault/wrong-passphrase',
  'vault/weak-passphrase',
  'vault/wrong-recovery-code',
  'vault/keychain-changed',
  'vault/keyring-missing',
  'vault/keyring-damaged',
  'vault/wrong-key',
  'store/newer-version',
  'store/disk-full',
  'store/corrupt',
  'store/read-only',
  'account/signed-out',
  'account/wrong-credentials',
  'account/too-many-attempts',
  'account/disabled',
  'account/another-user',
  'account/lease-ended',
  'account/lease-clock',
  'server/address',
  'server/unreachable',
  'server/not-outpost',
  'server/captive-portal',
  'server/failed',
  'server/restored',
  'record/invalid',
  'record/not-found',
  'record/not-yours',
  'record/other-role',
  'record/published',
  'record/in-use',
  'duplicates/other-unit',
  'file/not-granted',
  'file/unreadable',
  'file/unwritable',
  'file/too-large',
  'file/empty',
  'file/type-refused',
  'file/damaged',
  'file/missing',
  'file/interrupted',
  'file/no-program',
  'file/uncleaned',
  'import/not-a-spreadsheet',
  'import/no-header',
  'import/protected',
  'import/empty',
  'import/damaged',
  'import/too-much',
  'import/too-slow',
  'import/too-wide',
  'import/web-page',
  'import/closed',
  'import/busy',
  'import/nothing-to-undo',
  'report/no-visits',
  'report/no-rounds',
  'note/none-shareable',
  'minutes/internal',
  'exchange/not-ready',
  'exchange/unknown-receiver',
  'exchange/nothing-to-send',
  'exchange/not-a-bundle',
  'exchange/newer-version',
  'exchange/not-for-you',
  'exchange/damaged',
  'exchange/too-large',
  'exchange/no-connection',
  'exchange/address-in-use',
  'exchange/codes-differ',
  'exchange/refused',
  'exchange/interrupted',
  'exchange/timed-out',
  'exchange/not-outpost',
  'exchange/unknown-device',
  'exchange/busy',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Where an input broke a rule: the path of the field and the key of the `validation` text. */
export interface FieldProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export interface ErrorDetails {
  readonly problems?: readonly FieldProblem[]
  /** Values for the placeholders of the error's text. */
  readonly params?: Readonly<Record<string, string | number>>
}

/** An expected failure. Only its code and details cross a process. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}
