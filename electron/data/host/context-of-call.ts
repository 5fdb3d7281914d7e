import type { Account } from '#shared/contract/account.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import type { TouchedTables } from '../database/touched-tables.ts'
import { findAccount, standingOf } from '../queries/account.ts'
import { type LeaseState, leaseAt } from '../sync/lease.ts'
import type { CallClock, HandlerContext } from './context.ts'
import type { GrantedFiles } from './granted-files.ts'
import type { Log } from './log.ts'
import type { VaultSession } from './session.ts'

/** Longer work on the store is logged with the name of its call. */
const slowMs = 40

interface CallSurroundings {
  readonly name: string
  readonly touched: TouchedTables
  readonly vault: VaultSession
  readonly files: GrantedFiles
  readonly log: Log
  readonly at: Date
}

/** What one call's handler works with. */
export async function contextOfCall(call: CallSurroundings): Promise<HandlerContext> {
  const { name, touched, vault, files, log } = call
  const clock = clockAt(call.at)
  const { account, lease } = await accountOf(vault, call.at.getTime())
  const user = () => {
    if (!account) throw new AppError('account/signed-out')
    return account
  }
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = performance.now()
    try {
      return await work()
    } finally {
      const took = performance.now() - start
      if (took > slowMs) log.info(`slow: ${name} held the store for ${Math.round(took)} ms`)
    }
  }
  return {
    read: async (work) => vault.open().store.read((db) => timed(() => work(db)), touched),
    remember: async (name, work) => vault.open().store.remembered(name, work),
    write: async (work) => vault.open().store.write((tx) => timed(() => work(tx)), touched),
    clock,
    account,
    user,
    author: () => {
      const { userId, unitId } = user()
      if (lease?.over) throw new AppError(lease.ended ? 'account/lease-ended' : 'account/lease-clock')
      return { ...vault.open().identity, author: userId, unitId, nowMs: clock.nowMs }
    },
    files,
    vault,
    sync: () => vault.open().sync,
  }
}

/** The account with the unit its user belongs to now: a transfer on the server counts from the next write on. */
async function accountOf(
  vault: VaultSession,
  nowMs: number,
): Promise<{ account: Account | null; lease: LeaseState | null }> {
  const store = vault.session()?.store
  if (!store) return { account: null, lease: null }
  return store.read(async (db) => {
    const account = await findAccount(db)
    if (!account) return { account: null, lease: null }
    const standing = await standingOf(db, account.userId)
    const lease = await leaseAt(db, nowMs)
    return { account: { ...account, unitId: standing?.unitId ?? account.unitId }, lease }
  })
}

function clockAt(at: Date): CallClock {
  return {
    nowMs: at.getTime(),
    now: at.toISOString(),
    today: localDay(at),
    dayOf: (instant) => localDay(new Date(instant)),
    timeOf: (instant) => localTime(new Date(instant)),
  }
}

/** The day that this machine's calendar shows at that moment. */
function localDay(at: Date): CalendarDate {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

function localTime(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}

const two = (number: number): string => String(number).padStart(2, '0')
