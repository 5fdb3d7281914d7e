/** Lines for the app's log, which main collects. Never a record's content, a name, a key or a token. */
export interface Log {
  readonly info: (text: string) => void
  readonly error: (text: string, cause: unknown) => void
}

export const processLog: Log = {
  info: (text) => process.stderr.write(`${text}\n`),
  error: (text, cause) => process.stderr.write(`${text}: ${reasonOf(cause)}\n`),
}

/** An error with its stack and all its causes, on lines of their own. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const own = cause.stack ?? cause.message
  return cause.cause === undefined ? own : `${own}\n  because of ${reasonOf(cause.cause)}`
}
