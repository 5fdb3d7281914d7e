import type { ChainLink, IndustryChain } from './industry-chains.ts'

/** The words of a chain's name that tell it from others: `新能源电池产业链` and `新能源电池产业` are `新能源电池`. */
export function chainCore(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().replace(/\s/g, '')
  const core = folded.replace(/(产业链|产业集群|产业|链)$/, '')
  return core || folded
}

/** Whether what an office typed as 产业链 of an enterprise, perhaps several of them, means this chain. */
export function meansChain(typed: string, chain: Pick<IndustryChain, 'name'>): boolean {
  const core = chainCore(chain.name)
  return typed.split(/[、,，;；/|]/).some((part) => part.trim() !== '' && chainCore(part) === core)
}

/** The link that an enterprise's products speak of: the one with the longest name found in them. */
export function suggestedLink(
  links: readonly Pick<ChainLink, 'id' | 'name'>[],
  enterprise: { readonly name: string; readonly mainProducts: string | null },
): string | null {
  const said = `${enterprise.mainProducts ?? ''} ${enterprise.name}`.normalize('NFKC').toLowerCase()
  const found = links.filter(
    ({ name }) => name.length >= 2 && said.includes(name.normalize('NFKC').toLowerCase()),
  )
  return [...found].sort((a, b) => b.name.length - a.name.length || (a.id < b.id ? -1 : 1))[0]?.id ?? null
}
