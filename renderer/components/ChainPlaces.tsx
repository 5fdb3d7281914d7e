import { Link } from 'react-router'
import { useChainPlaces } from '../lib/chain-places.ts'

/** The links of industry chains on which an enterprise stands, each leading to its chain. Deleted ones are left out. */
export function ChainPlaces({ ids }: { readonly ids: readonly string[] }) {
  const places = useChainPlaces()
  return (
    <>
      {places
        .filter(({ value }) => ids.includes(value))
        .map(({ value, label, chainId }, index) => (
          <span key={value}>
            {index > 0 && '、'}
            <Link to={`/chains/${chainId}`}>{label}</Link>
          </span>
        ))}
    </>
  )
}
