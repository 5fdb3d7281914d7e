import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { Database } from './open-database.ts'

/** The server's Ed25519 key: devices keep its public half and believe what it signed. */
export interface ServerKey {
  /** SPKI in base64. */
  readonly publicKey: string
  /** Signs a text. @returns the signature in base64 */
  readonly sign: (text: string) => string
}

/** The server's key; made at the first call, the same for every process of the server. */
export async function serverKey(db: Database): Promise<ServerKey> {
  const known = await db.selectFrom('server_key').selectAll().executeTakeFirst()
  const row = known ?? (await makeKey(db))
  const key = createPrivateKey({
    key: Buffer.from(row.private_key, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  return { publicKey: row.public_key, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') }
}

async function makeKey(db: Database): Promise<{ private_key: string; public_key: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  await db
    .insertInto('server_key')
    .values({
      private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      public_key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return db.selectFrom('server_key').selectAll().executeTakeFirstOrThrow()
}
