import type { peopleContract } from '#shared/contract/people.ts'
import type { Handlers } from '../host/context.ts'
import { activeUserRows, unitRows } from '../queries/people.ts'

export const peopleHandlers: Handlers<typeof peopleContract> = {
  'units.list': ({ read }) => read(unitRows),
  'users.list': ({ read }) => read(activeUserRows),
}
