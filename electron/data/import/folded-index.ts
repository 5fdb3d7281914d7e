import { type EnterpriseIndex, enterpriseIndex, type Identity } from '#shared/domain/import/match.ts'
import { fold } from '../search/fold.ts'

/** An index in which a firm is found whichever form of its characters a file is written in (樣例, ＡＢＣ). */
export function foldedIndex<K>(): EnterpriseIndex<K> {
  const index = enterpriseIndex<K>()
  return {
    add: (key, identity) => index.add(key, folded(identity)),
    find: (identity) => index.find(folded(identity)),
  }
}

function folded(identity: Identity): Identity {
  const { name, shortName } = identity
  return { ...identity, name: fold(name), shortName: shortName ? fold(shortName) : null }
}
