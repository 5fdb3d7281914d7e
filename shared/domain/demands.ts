import type { z } from 'zod'
import { type CalendarDate, OptionalCalendarDate } from './calendar.ts'
import { choice, defineEntity, flag, optionalText, RecordId, requiredText, textOf } from './entity.ts'
import { demandCategories, demandStates } from './enumerations.ts'
import { unitAndTripScopes } from './scopes.ts'

/** 企业诉求, cleared as it comes (动态清零). */
export const demands = defineEntity({
  table: 'demands',
  mergeClass: 'shared',
  fields: {
    enterpriseId: textOf(RecordId),
    visitId: textOf(RecordId.nullable().default(null)),
    tripId: textOf(RecordId.nullable().default(null)),
    /** The minutes in which it was written down. */
    minutesId: textOf(RecordId.nullable().default(null)),
    content: requiredText(1000, { searched: true }),
    category: choice(demandCategories),
    unreasonable: flag(),
    responsible: optionalText(100),
    dueOn: textOf(OptionalCalendarDate, { surfaced: true }),
    state: choice(demandStates, { surfaced: true }),
    result: optionalText(1000),
  },
  scopes: unitAndTripScopes,
})

export type Demand = z.infer<typeof demands.record>

/** A demand as it is typed inside the visit form. */
export const CapturedDemand = demands.draft
  .pick({ content: true, category: true, responsible: true, dueOn: true })
  .extend({ id: RecordId })

/** States in which something still has to be done for the enterprise. */
export const openDemandStates = ['open', 'doing'] as const satisfies readonly Demand['state'][]

/** A demand is overdue when its day has passed and it is neither done nor explained. Dates are local calendar days. */
export function isOverdueDemand(demand: Pick<Demand, 'state' | 'dueOn'>, today: CalendarDate): boolean {
  return (
    openDemandStates.some((state) => state === demand.state) && demand.dueOn !== null && demand.dueOn < today
  )
}
