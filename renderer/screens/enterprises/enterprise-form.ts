import type { z } from 'zod'
import { type Enterprise, enterprises } from '#shared/domain/enterprises.ts'

export const enterpriseSchema = enterprises.draft
export type EnterpriseInput = z.input<typeof enterpriseSchema>
export type EnterpriseOutput = z.output<typeof enterpriseSchema>

/** What the form of an enterprise shows at first. A new one is taken for untouched until somebody was there. */
export function initialEnterprise(enterprise: Enterprise | null): EnterpriseInput {
  if (!enterprise) return { name: '', badges: [], status: 'untouched' }
  const { id: _id, unitId: _unit, createdBy: _by, createdAt: _at, ...own } = enterprise
  const { origin: _origin, importBatchId: _batch, ...fields } = own
  return fields
}
