import { join } from 'node:path'
import { app } from 'electron'
import { superviseHost } from '../../../electron/main/host/supervisor.ts'
import { utilityChannel } from '../../../electron/main/host/utility-channel.ts'

/** An app without a window that runs a supervised utility process, for the test of that channel. */
export interface UtilityApp {
  readonly call: (name: string, input: unknown) => Promise<unknown>
  readonly close: () => Promise<void>
  readonly events: unknown[]
  readonly lines: string[]
}

declare global {
  var utilityApp: UtilityApp | undefined
}

void app.whenReady().then(() => {
  const events: unknown[] = []
  const lines: string[] = []
  const host = superviseHost({
    start: () => utilityChannel(join(__dirname, 'host.cjs')),
    init: { type: 'init', userData: '', osSecret: null, appVersion: '0', deviceName: 'test' },
    onEvent: (event) => events.push(event),
    log: (line) => lines.push(line),
    graceMs: 500,
    firstDelayMs: 20,
  })
  globalThis.utilityApp = {
    call: (name, input) => host.call(1, name, input),
    close: host.close,
    events,
    lines,
  }
})
