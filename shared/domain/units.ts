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
import { unitKinds } from './enumerations.ts'
import { orgScope } from './scopes.ts'

/** 单位: an office of the organisation's tree. Written by the server's administration only. */
export const units = defineEntity({
  table: 'units',
  mergeClass: 'published',
  fields: {
    name: requiredText(100, { searched: true }),
    shortName: optionalText(40),
    kind: choice(unitKinds),
    parentId: textOf(RecordId.nullable().default(null)),
    divisionCode: optionalText(6),
    regionScope: optionalText(100),
    rankOrder: optionalInteger(9999),
  },
  scopes: () => [orgScope],
})

export type Unit = z.infer<typeof units.record>
