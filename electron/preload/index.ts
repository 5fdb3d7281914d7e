import { contextBridge, ipcRenderer } from 'electron'
import type { HostEvent } from '#shared/contract/channel.ts'
import type { CallOutcome, MenuCommand, OutpostBridge } from '#shared/contract/window.ts'

/** Subscribes a listener that never sees Electron's event object. */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const receive = (_: unknown, value: T) => listener(value)
  ipcRenderer.on(channel, receive)
  return () => {
    ipcRenderer.removeListener(channel, receive)
  }
}

const versions: OutpostBridge['versions'] = {
  app: process.argv.find((argument) => argument.startsWith('--outpost-version='))?.slice(18) ?? '',
  electron: process.versions.electron ?? '',
  platform: process.platform,
}

const bridge: OutpostBridge = {
  call: async (name, input): Promise<CallOutcome> => {
    try {
      return await ipcRenderer.invoke('outpost:call', { name, input })
    } catch {
      return { ok: false, code: 'host/unavailable', details: {} }
    }
  },
  onEvent: (listener) => listen<HostEvent>('outpost:event', listener),
  onMenu: (listener) => listen<MenuCommand>('outpost:menu', listener),
  onFlush: (flush) => {
    const answer = () => void flush().finally(() => ipcRenderer.send('outpost:flushed'))
    ipcRenderer.on('outpost:flush', answer)
    return () => {
      ipcRenderer.removeListener('outpost:flush', answer)
    }
  },
  getPreferences: () => ipcRenderer.invoke('outpost:preferences'),
  setPreferences: (change) => ipcRenderer.invoke('outpost:set-preferences', change),
  chooseSaveFile: (request) => ipcRenderer.invoke('outpost:save-file', request),
  chooseOpenFile: (request) => ipcRenderer.invoke('outpost:open-file', request),
  showFile: (token) => ipcRenderer.invoke('outpost:show-file', token),
  chooseFolder: () => ipcRenderer.invoke('outpost:choose-folder'),
  openAttachment: (id) => ipcRenderer.invoke('outpost:open-attachment', { id }),
  useMicrophone: (on) => ipcRenderer.invoke('outpost:use-microphone', on),
  versions,
}

contextBridge.exposeInMainWorld('outpost', bridge)
