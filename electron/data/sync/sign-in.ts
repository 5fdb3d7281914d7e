import { z } from 'zod'
import type { Account } from '#shared/contract/account.ts'
import { AppError } from '#shared/contract/errors.ts'
import { Health, SignInResponse } from '#shared/sync/protocol.ts'
import { callServer } from './http.ts'
import { problemOf } from './problems.ts'
import { assertServerUrl } from './server-url.ts'

export interface SignInAttempt {
  readonly serverUrl: string
  readonly login: string
  readonly password: string
  readonly device: {
    readonly id: string
    readonly name: string
    readonly incarnation: string
    /** Public halves of the device's keys. */
    readonly publicKey?: string
    readonly sealingKey?: string
  }
}

export interface SignedIn {
  readonly account: Account
  readonly token: string
  readonly epoch: string
  readonly serverTime: number
  /** The server's public key; absent from a server that signs nothing. */
  readonly serverKey?: string | undefined
  readonly leaseDays?: number | undefined
}

/**
 * Signs in at a server. The password leaves the machine only after the address proved to be an Outpost server.
 * @throws AppError server/address, server/unreachable, server/not-outpost, server/failed, account/*
 */
export async function signIn(attempt: SignInAttempt): Promise<SignedIn> {
  const serverUrl = assertServerUrl(attempt.serverUrl).href
  const connection = { serverUrl, token: null }
  try {
    await callServer(connection, { method: 'GET', path: 'health', answer: Health })
    const { login, password, device } = attempt
    const answer = await callServer(connection, {
      method: 'POST',
      path: 'auth/sign-in',
      body: { login, password, device },
      answer: SignInResponse,
    })
    const { user, organisation, token, epoch, serverTime, serverKey, leaseDays } = answer
    return {
      account: {
        userId: user.id,
        userName: user.name,
        post: null,
        unitId: user.unitId,
        unitName: null,
        role: user.role,
        organisation,
        serverUrl,
      },
      token,
      epoch,
      serverTime,
      serverKey,
      leaseDays,
    }
  } catch (error) {
    throw error instanceof AppError ? error : new AppError(problemOf(error), {}, { cause: error })
  }
}

const shortWaitMs = 5000

/** Gives a token back to the server. A server that cannot be reached does not keep anybody from signing out. */
export async function signOut(serverUrl: string, token: string): Promise<void> {
  const connection = { serverUrl, token, idleMs: shortWaitMs }
  const call = { method: 'POST', path: 'auth/sign-out', answer: z.unknown() } as const
  await callServer(connection, call).catch(() => undefined)
}
