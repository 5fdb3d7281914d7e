import { pino } from 'pino'

/**
 * The server's log. Requests are noted by method, route and time alone; where an error carries a request, a query
 * or a row with it, the parts that hold tokens or what people wrote are blanked.
 */
export function serverLog(level = 'info', destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level,
    redact: {
      paths: [
        'req.headers.authorization',
        'headers.authorization',
        'req.body',
        'body',
        'token',
        'password',
        'err.parameters',
        'err.query',
        'err.detail',
        'err.where',
        'err.internalQuery',
      ],
      censor: '[hidden]',
    },
    serializers: { err: errorOf },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** An error without the values that PostgreSQL puts into its details. */
function errorOf(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  // A message of PostgreSQL may quote a value; its code and place say enough.
  const fromDatabase = code !== null && /^[0-9A-Z]{5}$/.test(code)
  return {
    type: error.name,
    code,
    message: fromDatabase ? `database error ${code}` : error.message,
    stack: error.stack?.split('\n').slice(1).join('\n'),
  }
}
