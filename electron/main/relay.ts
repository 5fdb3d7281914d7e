import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import { type CallOutcome, PreferenceChange } from '#shared/contract/window.ts'
import type { HostSupervisor } from './host/supervisor.ts'
import type { PreferenceStore } from './preferences.ts'
import type { FileChooser } from './window/files.ts'
import { isOurWindow } from './window/sender.ts'

/** Everything a window may ask main for. A channel that is not here does not exist. */
const windowChannels = [
  'outpost:call',
  'outpost:preferences',
  'outpost:set-preferences',
  'outpost:save-file',
  'outpost:open-file',
  'outpost:show-file',
  'outpost:choose-folder',
  'outpost:open-attachment',
  'outpost:use-microphone',
] as const
export type WindowChannel = (typeof windowChannels)[number]

const CallEnvelope = z.object({ name: z.string().max(100), input: z.unknown() })

interface Parts {
  readonly window: BrowserWindow
  readonly host: HostSupervisor
  readonly preferences: PreferenceStore
  readonly files: FileChooser
  /** Opens an attachment in another program. */
  readonly openOutside: (input: unknown) => Promise<CallOutcome>
  /** Lets the window hear the microphone, or ends that. */
  readonly useMicrophone: (input: unknown) => Promise<boolean>
}

/** Answers the window's messages: checks who sends, relays calls without reading them, answers the few of main. */
export function answerWindow(parts: Parts): void {
  const { window, host, preferences, files, openOutside, useMicrophone } = parts
  const answers: Readonly<Record<WindowChannel, (input: unknown) => unknown>> = {
    'outpost:call': (input) => {
      const { name, input: body } = CallEnvelope.parse(input)
      return host.call(window.webContents.id, name, body)
    },
    'outpost:preferences': () => preferences.get(),
    'outpost:set-preferences': (change) => preferences.set(PreferenceChange.parse(change)),
    'outpost:save-file': files.save,
    'outpost:open-file': files.open,
    'outpost:show-file': files.show,
    'outpost:choose-folder': files.folder,
    'outpost:open-attachment': openOutside,
    'outpost:use-microphone': useMicrophone,
  }
  for (const channel of windowChannels) {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isOurWindow(event, window)) throw new Error('refused')
      return answers[channel](input)
    })
  }
  window.once('closed', () => {
    for (const channel of windowChannels) ipcMain.removeHandler(channel)
  })
}
