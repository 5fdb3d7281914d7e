import { v7 } from 'uuid'

/** A new record's identifier. Made in the window, so that a repeated save is the same record. */
export const newId = (): string => v7()
