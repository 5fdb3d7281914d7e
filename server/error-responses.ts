import type { FastifyInstance } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { isUnavailable } from './database/transaction.ts'
import { HttpError } from './errors.ts'
import { StorageUnavailable } from './files/file-storage.ts'

/** Gives every failure the one shape `{ error, message }`; what went wrong inside stays in the log. */
export function answerErrorsUniformly(app: FastifyInstance): void {
  app.setNotFoundHandler(() => {
    throw new HttpError('not-found')
  })
  app.setErrorHandler((error, request, reply) => {
    const answer = httpErrorOf(error)
    if (answer.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    if (answer.retryAfterSeconds !== null) reply.header('retry-after', answer.retryAfterSeconds)
    return reply.status(answer.statusCode).send(bodyOf(answer))
  })
}

/** The body of a refusal. */
export const bodyOf = (error: HttpError) => ({ error: error.code, message: error.message, ...error.figures })

/** What a client is told of a failure. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return new HttpError('bad-request')
  if (error instanceof StorageUnavailable) return new HttpError('unavailable')
  if (isUnavailable(error)) return new HttpError('unavailable')
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  switch (status) {
    case 413:
      return new HttpError('too-large')
    case 415:
      return new HttpError('unsupported-media-type')
    case 429:
      return new HttpError('too-many-requests')
    default:
      return new HttpError(
        typeof status === 'number' && status >= 400 && status < 500 ? 'bad-request' : 'internal',
      )
  }
}
