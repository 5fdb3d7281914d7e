import { generateKeyPairSync, sign } from 'node:crypto'
import type { ScriptedServer } from './scripted-server.ts'

const keys = generateKeyPairSync('ed25519')

/** The public key of a server whose statements `signature` signs, as a device keeps it. */
export const serverKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

/** The server's signature under a statement. */
export const signature = (text: string): string =>
  sign(null, Buffer.from(text), keys.privateKey).toString('base64')

/** Puts the server's signature under its statements on what may leave. */
export const signed: ScriptedServer['intercept'] = ({ path }, answer) => {
  if (path !== '/devices/me/departures') return answer
  const body = JSON.parse(answer.body)
  body.statement.signature = signature(body.statement.text)
  return { ...answer, body: JSON.stringify(body) }
}
