import { z } from 'zod'
import type { HostEvent } from './channel.ts'
import type { ErrorCode, ErrorDetails } from './errors.ts'

const preferences = {
  locale: z.enum(['zh-CN', 'en']).nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  navigationCollapsed: z.boolean(),
  /** Address of the last view, so that it survives a restart. */
  lastPath: z.string().max(500),
}

/** What the device remembers for the window before any store is open: nothing a stranger may not see. */
export const Preferences = z.object({
  locale: preferences.locale.default(null),
  theme: preferences.theme.default('system'),
  navigationCollapsed: preferences.navigationCollapsed.default(false),
  lastPath: preferences.lastPath.default('/'),
})
export type Preferences = z.infer<typeof Preferences>

/** A change of some of them. It has no defaults: what is not named stays as it was. */
export const PreferenceChange = z.object(preferences).partial()
export type PreferenceChange = z.infer<typeof PreferenceChange>

export const SaveFileRequest = z.object({
  suggestedName: z.string().min(1).max(200),
  kind: z.enum(['docx', 'xlsx', 'txt', 'outpost', 'any']),
})
export const OpenFileRequest = z.object({ kind: z.enum(['import', 'outpost']) })

/** A file the user chose: the name to show and the token by which calls name it. */
export interface ChosenFile {
  readonly token: string
  readonly name: string
}

export type CallOutcome =
  | { readonly ok: true; readonly value: unknown; readonly tables: readonly string[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly details: ErrorDetails }

/** A menu item or accelerator of the application that the window carries out. */
export type MenuCommand = 'new-visit' | 'search' | 'save' | 'back' | 'forward' | 'shortcuts' | 'settings'

/** All that the preload exposes as `window.outpost`. Nothing of Electron itself is reachable. */
export interface OutpostBridge {
  /** Calls the data host; never rejects. */
  readonly call: (name: string, input: unknown) => Promise<CallOutcome>
  /** Listens to the data host's announcements. Returns the function that stops listening. */
  readonly onEvent: (listener: (event: HostEvent) => void) => () => void
  readonly onMenu: (listener: (command: MenuCommand) => void) => () => void
  /** Asks before the window closes or the app quits; the window flushes drafts and then answers. */
  readonly onFlush: (flush: () => Promise<void>) => () => void
  readonly getPreferences: () => Promise<Preferences>
  readonly setPreferences: (change: PreferenceChange) => Promise<Preferences>
  /** Shows the save dialog; null when cancelled. */
  readonly chooseSaveFile: (request: z.input<typeof SaveFileRequest>) => Promise<ChosenFile | null>
  readonly chooseOpenFile: (request: z.input<typeof OpenFileRequest>) => Promise<ChosenFile | null>
  /** Shows a file that was granted before in the system's file manager. */
  readonly showFile: (token: string) => Promise<void>
  /** Shows the dialog for a folder; null when cancelled. */
  readonly chooseFolder: () => Promise<ChosenFile | null>
  /** Opens a readable copy of an attachment in the program that the system has for it. */
  readonly openAttachment: (id: string) => Promise<CallOutcome>
  /** Opens the microphone for a recording, or closes it; false where the system refuses it. */
  readonly useMicrophone: (on: boolean) => Promise<boolean>
  readonly versions: { readonly app: string; readonly electron: string; readonly platform: string }
}
