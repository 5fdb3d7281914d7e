import { v7 as uuidv7 } from 'uuid'
import type { CallReply, CallRequest, HostEvent } from '#shared/contract/channel.ts'
import type { TouchedTables } from '../database/touched-tables.ts'
import { takeBackUnfinished } from '../import/take-back.ts'
import { callsInHand } from './calls-in-hand.ts'
import type { Channel } from './channel.ts'
import { contextOfCall } from './context-of-call.ts'
import { answer, type Endpoint } from './dispatcher.ts'
import { fileGrants } from './granted-files.ts'
import type { Log } from './log.ts'
import { type InitMessage, ToHostMessage } from './messages.ts'
import { rehearseFirstSave } from './rehearsal.ts'
import { type VaultSession, vaultSession } from './session.ts'
import type { StartSync } from './sync-engine.ts'

export interface DataHostParts {
  readonly channel: Channel
  readonly endpoints: ReadonlyMap<string, Endpoint>
  readonly startSync: StartSync
  readonly log: Log
  /** Leaves the process; called when the store is closed. */
  readonly exit: () => void
}

/** The first screen reads what it shows before the store is taken for the rehearsal. */
const rehearsalAfterMs = 700

/** Serves the main process: waits for its first message, then answers calls until it is told to close. */
export function runDataHost({ channel, endpoints, startSync, log, exit }: DataHostParts): void {
  const files = fileGrants()
  const calls = callsInHand()
  let vault: VaultSession | null = null
  const announce = (event: HostEvent) => {
    channel.send({ type: 'broadcast', event })
    if (event.type !== 'vault' || event.state !== 'open') return
    setTimeout(rehearse, rehearsalAfterMs).unref()
    tidyUpImport()
  }

  channel.onMessage((message) => {
    const parsed = ToHostMessage.safeParse(message)
    if (!parsed.success) return log.error('a message of no known shape', parsed.error)
    receive(parsed.data).catch((error) => log.error(`${parsed.data.type} failed`, error))
  })
  channel.onDisconnect(() => void leave())

  async function receive(message: ToHostMessage): Promise<void> {
    switch (message.type) {
      case 'init':
        return start(message)
      case 'grant':
        return files.grant(message.token, message.path, message.mode)
      case 'wake':
        return wake()
      case 'close':
        return leave()
      case 'relay': {
        const reply = await replyTo(message.message)
        return channel.send({ type: 'relay', window: message.window, message: reply })
      }
    }
  }

  function start(init: InitMessage): void {
    if (vault) return
    vault = vaultSession({
      place: {
        folder: init.userData,
        osSecret: init.osSecret === null ? null : Buffer.from(init.osSecret, 'base64'),
      },
      deviceName: init.deviceName,
      appVersion: init.appVersion,
      announce,
      startSync,
      log,
      quiet: calls.quiet,
    })
    channel.send({ type: 'ready' })
  }

  async function replyTo(request: CallRequest): Promise<CallReply> {
    const open = vault
    if (!open) return { type: 'reply', id: request.id, ok: false, code: 'host/unavailable', details: {} }
    // What the scan itself makes the window ask for does not hold it up.
    if (!request.name.startsWith('duplicates.')) open.session()?.duplicates.standBack()
    const contextFor = (name: string, touched: TouchedTables) =>
      contextOfCall({ name, touched, vault: open, files, log, at: new Date() })
    // Sync does not stand back for who waits for sync.
    const answered = request.name.startsWith('sync.') ? () => undefined : calls.begin()
    return answer(request, { endpoints, log, contextFor }).finally(answered)
  }

  function rehearse(): void {
    if (!vault) return
    const moment = { at: new Date(), visitId: uuidv7(), enterpriseId: uuidv7() }
    rehearseFirstSave({ vault, endpoints, files, log }, moment).catch((error) =>
      log.error('the rehearsal failed', error),
    )
  }

  /** An import that the program's end cut short goes before anything else is sent. */
  function tidyUpImport(): void {
    const store = vault?.session()?.store
    if (store) takeBackUnfinished(store).catch((error) => log.error('an import was not taken back', error))
  }

  function wake(): void {
    vault?.session()?.sync.wake()
  }

  async function leave(): Promise<void> {
    await vault?.lock().catch((error) => log.error('the store did not close', error))
    channel.send({ type: 'closed' })
    exit()
  }
}
