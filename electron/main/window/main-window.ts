import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron'
import { bundleOrigin } from '../addresses.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { leastSize, openingBounds, WindowState } from './window-state.ts'

/** Every window's rights: none of Node, none of Electron, one preload. */
const webPreferences: WebPreferences = {
  preload: join(__dirname, '../preload/index.cjs'),
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  safeDialogs: true,
}

const backgrounds = { light: '#f5f6f8', dark: '#14161a' } as const

/** Opens the device's one window where it was before; the only place that makes a window. */
export function openMainWindow(userData: string): BrowserWindow {
  const stateFile = join(userData, 'window-state.json')
  const state = readJsonFile(stateFile, WindowState)
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...openingBounds(state, displays),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    title: '前哨 Outpost',
    backgroundColor: nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light,
    webPreferences: { ...webPreferences, additionalArguments: [`--outpost-version=${app.getVersion()}`] },
  })
  if (state.maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('page-title-updated', (event) => event.preventDefault())
  rememberPlace(window, stateFile)
  void window.loadURL(`${bundleOrigin}/`)
  return window
}

function rememberPlace(window: BrowserWindow, stateFile: string): void {
  let timer: NodeJS.Timeout | undefined
  const save = () =>
    writeJsonFile(stateFile, { bounds: window.getNormalBounds(), maximised: window.isMaximized() })
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', () => {
    clearTimeout(timer)
    save()
  })
}
