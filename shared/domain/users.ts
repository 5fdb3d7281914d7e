import type { z } from 'zod'
import { choice, defineEntity, flag, optionalInteger, optionalText, requiredText } from './entity.ts'
import { roles } from './enumerations.ts'
import { orgScope } from './scopes.ts'

/** 用户: a person who signs in. `rankOrder` orders names in official texts, 1 first. Written by the server only. */
export const users = defineEntity({
  table: 'users',
  mergeClass: 'published',
  fields: {
    name: requiredText(40, { searched: true }),
    post: optionalText(60),
    role: choice(roles),
    phone: optionalText(30),
    rankOrder: optionalInteger(9999),
    inactive: flag(),
  },
  scopes: () => [orgScope],
})

export type User = z.infer<typeof users.record>
