import { sessionOf as original, tokenHash } from '../../../server/accounts/tokens.ts'

/** A token is as good as the device it was given to, whatever became of that device since. */
export const sessionOf: typeof original = async (db, authorization) => {
  const session = await original(db, authorization)
  const token = authorization?.replace('Bearer ', '')
  if (session !== 'device-revoked' || token === undefined) return session
  const { id, user_id } = await db
    .selectFrom('devices')
    .select(['id', 'user_id'])
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirstOrThrow()
  return { userId: user_id, device: id }
}
