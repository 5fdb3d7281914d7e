import type { FromHost } from '#shared/contract/channel.ts'

/** The wire to the main process. Whether this is a utility process or a plain child process stays hidden behind it. */
export interface Channel {
  readonly send: (message: FromHost) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** The main process is gone. */
  readonly onDisconnect: (listener: () => void) => void
}

/** The part of Electron's `process.parentPort` that is used; its types belong to the main process's project. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** @throws Error when the process was started by hand, with nobody to talk to */
export function channelToMain(): Channel {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
      // A utility process ends with the app; there is nothing to hear.
      onDisconnect: () => undefined,
    }
  }
  if (!process.send) throw new Error('the data host is started by the app, not by hand')
  return {
    send: (message) => {
      if (process.connected) process.send?.(message)
    },
    onMessage: (listener) => process.on('message', listener),
    onDisconnect: (listener) => process.on('disconnect', listener),
  }
}
