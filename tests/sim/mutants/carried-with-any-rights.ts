import { takeCarried as originalTake } from '../../../server/sync/carried.ts'
import { authorise as originalAuthorise } from '../../../shared/sync/authorise.ts'

let carrying = false

export const takeCarried: typeof originalTake = async (...batch) => {
  carrying = true
  try {
    return await originalTake(...batch)
  } finally {
    carrying = false
  }
}

export const authorise: typeof originalAuthorise = (attempt, rights) =>
  carrying ? null : originalAuthorise(attempt, rights)
