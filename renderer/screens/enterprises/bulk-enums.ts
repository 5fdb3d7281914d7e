import type { ManyEnterprises } from '#shared/contract/enterprises.ts'
import type { EnumName } from '../../lib/enums.ts'

/** Of the fields that are changed in many enterprises at once those that hold a code. */
export const bulkEnums: Readonly<Partial<Record<keyof ManyEnterprises, EnumName>>> = {
  status: 'enterpriseStatuses',
  priority: 'priorities',
  targetLevel: 'targetLevels',
}
