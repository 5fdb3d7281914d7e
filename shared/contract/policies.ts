import { z } from 'zod'
import { RecordId } from '../domain/entity.ts'
import { policyLevels } from '../domain/enumerations.ts'
import type { Policy } from '../domain/policies.ts'
import { query, returns } from './call.ts'
import { Page, type Stretch } from './page.ts'

export const PolicyFilter = Page.extend({
  text: z.string().max(100).default(''),
  level: z.enum(policyLevels).nullable().default(null),
  /** Only those that hold today. */
  onlyInForce: z.boolean().default(false),
})

export interface PolicySummary
  extends Pick<
    Policy,
    'id' | 'title' | 'level' | 'docNo' | 'issuer' | 'validFrom' | 'validTo' | 'industries'
  > {
  readonly inForce: boolean
}

export const policiesContract = {
  'policies.list': query(PolicyFilter, returns<Stretch<PolicySummary>>()),
  'policies.get': query(
    z.object({ id: RecordId }),
    returns<{ readonly policy: Policy; readonly inForce: boolean } | null>(),
  ),
}
