import { z } from 'zod'
import { query, returns } from './call.ts'

export interface UnitRow {
  readonly id: string
  readonly name: string
  readonly shortName: string | null
  readonly kind: string
  readonly parentId: string | null
}

export interface UserRow {
  readonly id: string
  readonly name: string
  readonly post: string | null
  readonly unitId: string
  readonly unitName: string | null
  readonly role: string
  readonly phone: string | null
  readonly rankOrder: number | null
}

export const peopleContract = {
  /** Units of the organisation in rank order. */
  'units.list': query(z.object({}), returns<readonly UnitRow[]>()),
  /** Active users in rank order, with the name of their unit. */
  'users.list': query(z.object({}), returns<readonly UserRow[]>()),
}
