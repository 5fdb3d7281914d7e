import { createHash, createPrivateKey } from 'node:crypto'

interface Pair {
  readonly public: string
  readonly private: string
}

/** What a laptop signs with and opens with what is sealed for it, as its store keeps them. */
export interface LaptopKeys {
  readonly signing: Pair
  readonly sealing: Pair
}

/** The beginning of a private key's DER, before its 32 bytes. */
const beginnings = {
  ed25519: '302e020100300506032b657004220420',
  x25519: '302e020100300506032b656e04220420',
} as const

/** A laptop's keys, the same in every process, so that one seed gives the same bytes to sign, send and compress. */
export function laptopKeys(name: string): LaptopKeys {
  return { signing: pairOf('ed25519', name), sealing: pairOf('x25519', name) }
}

function pairOf(kind: keyof typeof beginnings, name: string): Pair {
  const secret = createHash('sha256').update(`${kind} ${name}`).digest()
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from(beginnings[kind], 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  })
  const { x = '', d = '' } = key.export({ format: 'jwk' })
  return { public: x, private: d }
}
