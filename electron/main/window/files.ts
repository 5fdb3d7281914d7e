import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { app, type BrowserWindow, dialog, shell } from 'electron'
import type { FileGrant } from '#shared/contract/channel.ts'
import { type ChosenFile, OpenFileRequest, SaveFileRequest } from '#shared/contract/window.ts'
import type { MainTexts } from '../texts.ts'

export interface FileChooser {
  readonly save: (request: unknown) => Promise<ChosenFile | null>
  readonly open: (request: unknown) => Promise<ChosenFile | null>
  readonly show: (token: unknown) => void
  readonly folder: () => Promise<ChosenFile | null>
}

const extensions = {
  docx: ['docx'],
  xlsx: ['xlsx'],
  txt: ['txt'],
  outpost: ['outpost'],
  import: ['xlsx', 'xls', 'csv', 'vcf'],
} as const

/**
 * The window never names a path: the person chooses in the system's dialog, the data host learns the path, and
 * the window gets a token for it.
 */
export function fileChooser(
  window: BrowserWindow,
  texts: () => MainTexts,
  grant: (grant: FileGrant) => void,
): FileChooser {
  const paths = new Map<string, string>()
  const keep = (path: string, mode: FileGrant['mode']): ChosenFile => {
    const token = randomUUID()
    paths.set(token, path)
    grant({ type: 'grant', token, path, mode })
    return { token, name: basename(path) }
  }
  return {
    async save(request) {
      const { suggestedName, kind } = SaveFileRequest.parse(request)
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('documents'), basename(suggestedName)),
        ...(kind === 'any'
          ? {}
          : { filters: [{ name: texts()[`files.${kind}`], extensions: [...extensions[kind]] }] }),
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      })
      if (canceled || !filePath) return null
      const complete = kind === 'any' || filePath.toLowerCase().endsWith(`.${kind}`)
      return keep(complete ? filePath : `${filePath}.${kind}`, 'write')
    },
    async open(request) {
      const { kind } = OpenFileRequest.parse(request)
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        filters: [{ name: texts()[`files.${kind}`], extensions: [...extensions[kind]] }],
        properties: ['openFile'],
      })
      const [path] = filePaths
      return canceled || !path ? null : keep(path, 'read')
    },
    async folder() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
      const [path] = filePaths
      return canceled || !path ? null : keep(path, 'read')
    },
    show(token) {
      const path = typeof token === 'string' ? paths.get(token) : undefined
      if (path) shell.showItemInFolder(path)
    },
  }
}
