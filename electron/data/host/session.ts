import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'
import type { HostEvent } from '#shared/contract/channel.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { VaultState, VaultStatus } from '#shared/contract/vault.ts'
import { backupFolder, finishRestore } from '../database/backup.ts'
import { openDatabase, type Store } from '../database/open-database.ts'
import { type DuplicateScan, startDuplicateScan } from '../duplicates/background-scan.ts'
import { type DirectExchange, directExchange } from '../exchange/direct-exchange.ts'
import { type FileRoom, openFileRoom } from '../files/file-room.ts'
import { loadKeyring, storeFile } from '../vault/keyring.ts'
import {
  changePassphrase,
  createVault,
  type OpenedVault,
  recoverVault,
  unlockVault,
  type VaultPlace,
} from '../vault/vault.ts'
import { type Identity, identityOf } from './identity.ts'
import type { Log } from './log.ts'
import { machineId } from './machine-id.ts'
import { ownIncarnation } from './own-incarnation.ts'
import type { StartSync, SyncEngine } from './sync-engine.ts'

/** What can be used while the vault is open. */
export interface OpenSession {
  readonly store: Store
  readonly identity: Identity
  readonly sync: SyncEngine
  /** The exchange with another laptop on the same network. */
  readonly exchange: DirectExchange
  /** The files of this device. */
  readonly files: FileRoom
  readonly duplicates: DuplicateScan
}

/** The life of the vault: new, locked or open, and the store and the sync that live while it is open. */
export interface VaultSession {
  readonly deviceName: string
  readonly status: () => VaultStatus
  readonly create: (passphrase: string) => Promise<{ recoveryCode: string }>
  readonly unlock: (passphrase: string) => Promise<void>
  readonly recover: (recoveryCode: string, passphrase: string) => Promise<{ recoveryCode: string }>
  readonly changePassphrase: (current: string, next: string) => Promise<void>
  /** Stops the sync and closes the store. */
  readonly lock: () => Promise<void>
  /** What is open, or null. */
  readonly session: () => OpenSession | null
  /** @throws AppError vault/locked while the vault is not open */
  readonly open: () => OpenSession
}

interface Surroundings {
  readonly place: VaultPlace
  readonly deviceName: string
  readonly appVersion: string
  readonly announce: (event: HostEvent) => void
  readonly startSync: StartSync
  readonly log: Log
  /** Resolves when no call of the user is being answered. */
  readonly quiet?: () => Promise<void>
}

/** Starts with the vault as it lies on the disk; nothing is opened yet. */
export function vaultSession(surroundings: Surroundings): VaultSession {
  const { place, announce, log } = surroundings
  let session: OpenSession | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** One step of the vault's life after the other: two windows may press the button at once. */
  const inTurn = <T>(step: () => Promise<T>): Promise<T> => {
    const result = turn.then(step)
    turn = result.catch(() => undefined)
    return result
  }
  const state = (): VaultState => (session ? 'open' : loadKeyring(place.folder) ? 'locked' : 'new')

  const enter = async ({ key, deviceId }: OpenedVault): Promise<void> => {
    try {
      if (session) return
      session = await openSession(surroundings, key, deviceId)
      announce({ type: 'vault', state: 'open' })
    } finally {
      key.fill(0)
    }
  }

  return {
    deviceName: surroundings.deviceName,
    status: () => ({ state: state(), keychain: place.osSecret !== null }),
    create: (passphrase) =>
      inTurn(async () => {
        const { recoveryCode, ...opened } = await createVault(place, passphrase)
        await enter(opened)
        return { recoveryCode }
      }),
    unlock: (passphrase) => inTurn(async () => enter(await unlockVault(place, passphrase))),
    recover: (code, passphrase) =>
      inTurn(async () => {
        const { recoveryCode, ...opened } = await recoverVault(place, code, passphrase)
        await enter(opened)
        return { recoveryCode }
      }),
    changePassphrase: (current, next) => inTurn(() => changePassphrase(place, current, next)),
    lock: () =>
      inTurn(async () => {
        const leaving = session
        if (!leaving) return
        session = null
        announce({ type: 'vault', state: 'locked' })
        leaving.exchange.stop()
        await leaving.duplicates.stop()
        await leaving.sync.stop().catch((error) => log.error('sync did not stop', error))
        await leaving.files.close().catch((error) => log.error('the files were not left tidy', error))
        await leaving.store.close()
      }),
    session: () => session,
    open: () => {
      if (!session) throw new AppError('vault/locked')
      return session
    },
  }
}

/** After an exit that was not in order, the first screens are read before the store is looked through. */
const checkAfterMs = 3000

async function openSession(
  { place, deviceName, appVersion, announce, startSync, log, quiet }: Surroundings,
  key: Uint8Array,
  deviceId: string,
): Promise<OpenSession> {
  const file = storeFile(place.folder)
  const backups = backupFolder(file)
  // A restoration that was cut short has the store under another name.
  finishRestore(file)
  // The keys came first and the store may never have been made; but where there are backups, there was one.
  if (!existsSync(file) && existsSync(backups)) throw new AppError('store/corrupt')
  const store = openDatabase({ file, key, create: true, checkAfterMs })
  void store.checked.then((result) => {
    if (result?.state === 'damaged') log.error(`the store is damaged in ${result.where}`, result.problem)
    else if (result) log.info(`the check of the store ended ${result.state}`)
  })
  try {
    const identity = await identityOf(store, deviceId, () => ({
      incarnation: uuidv7(),
      node: randomBytes(8).toString('hex'),
    }))
    store.onWrite((tables) => announce({ type: 'changed', tables }))
    const own = await ownIncarnation({ store, folder: place.folder, identity, machine: machineId(), log })
    let present = own
    const onIdentity = (next: Identity) => {
      present = next
    }
    const files = await openFileRoom(store, place.folder)
    const { cabinet } = files
    const sync = startSync({
      store,
      identity: own,
      deviceName,
      appVersion,
      announce,
      log,
      onIdentity,
      cabinet,
      ...(quiet ? { quiet } : {}),
    })
    const exchange = directExchange({ store, identity: own, deviceName, announce, log })
    const duplicates = startDuplicateScan({ store, log })
    return {
      store,
      get identity() {
        return present
      },
      sync,
      exchange,
      files,
      duplicates,
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
