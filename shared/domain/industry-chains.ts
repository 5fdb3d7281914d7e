import type { z } from 'zod'
import {
  choice,
  defineEntity,
  optionalInteger,
  optionalText,
  RecordId,
  requiredText,
  textOf,
} from './entity.ts'
import { chainStatuses, linkPositions, linkStates, type Role } from './enumerations.ts'
import { orgScope } from './scopes.ts'

/** Who at the bureau keeps the chains (domain brief 1, row 1: the chain office and the bureau, not the field). */
export const chainWriters = ['unit_admin', 'analyst', 'sys_admin'] as const satisfies readonly Role[]

/** 产业链 under the chain-leader system (链长制): who leads it and which department and office work for it. */
export const industryChains = defineEntity({
  table: 'industryChains',
  mergeClass: 'shared',
  writers: chainWriters,
  fields: {
    name: requiredText(60, { searched: true, surfaced: true }),
    chiefLeader: optionalText(60, { searched: true }),
    leadDept: optionalText(100, { searched: true }),
    chainOffice: optionalText(100, { searched: true }),
    status: choice(chainStatuses),
    remarks: optionalText(2000, { searched: true }),
    rankOrder: optionalInteger(9999),
  },
  scopes: () => [orgScope],
})

/**
 * 产业链环节. `parentId` is another link of the chain or null at the top; what two people's moves make of it is
 * settled by `chainTree`. `leader` is who answers for this link where that is not the chain's own leader.
 */
export const chainLinks = defineEntity({
  table: 'chainLinks',
  mergeClass: 'shared',
  writers: chainWriters,
  fields: {
    chainId: textOf(RecordId),
    parentId: textOf(RecordId.nullable().default(null)),
    name: requiredText(60, { searched: true, surfaced: true }),
    position: choice(linkPositions),
    state: choice(linkStates, { surfaced: true }),
    gapNote: optionalText(500, { searched: true }),
    leader: optionalText(60, { searched: true }),
    rankOrder: optionalInteger(9999),
  },
  scopes: () => [orgScope],
})

export type IndustryChain = z.infer<typeof industryChains.record>
export type ChainLink = z.infer<typeof chainLinks.record>
export type LinkPosition = ChainLink['position']
export type LinkState = ChainLink['state']
