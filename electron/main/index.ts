import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, Menu, nativeTheme, powerMonitor, session } from 'electron'
import log from 'electron-log/main'
import type { HostEvent } from '#shared/contract/channel.ts'
import type { MenuCommand, Preferences } from '#shared/contract/window.ts'
import { registerSchemes, serveBundle } from './bundle-protocol.ts'
import { openOutside, removeOpened, serveFiles } from './files-protocol.ts'
import { denyPermissions, hardenEveryWindow } from './hardening.ts'
import { startHostProcess } from './host/start-host.ts'
import { type HostSupervisor, superviseHost } from './host/supervisor.ts'
import { applicationMenu } from './menu.ts'
import { osSecret } from './os-secret.ts'
import { openPreferences, type PreferenceStore } from './preferences.ts'
import { answerWindow } from './relay.ts'
import { localeFor, textsFor } from './texts.ts'
import { fileChooser } from './window/files.ts'
import { flushBeforeClose, flushDrafts } from './window/flush.ts'
import { openMainWindow } from './window/main-window.ts'
import { type Microphone, microphonePermission } from './window/microphone.ts'

/** A second profile (a test, a demonstration) names its folder; it is set before anything reads it. */
function chooseUserData(): string {
  const chosen = app.commandLine.getSwitchValue('user-data-dir')
  if (chosen) app.setPath('userData', chosen)
  const userData = app.getPath('userData')
  mkdirSync(userData, { recursive: true })
  return userData
}

function startLog(userData: string): void {
  log.transports.file.resolvePathFn = () => join(userData, 'logs', 'main.log')
  log.transports.file.maxSize = 2 * 1024 * 1024
  log.transports.console.level = app.isPackaged ? false : 'info'
  log.errorHandler.startCatching({ showDialog: false })
}

function run(): void {
  app.setName('Outpost')
  const userData = chooseUserData()
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  startLog(userData)
  // As root Chromium only starts without its sandbox, and asking for both ends every child process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerSchemes()
  removeOpened(userData)
  hardenEveryWindow()
  let host: HostSupervisor | null = null
  let window: BrowserWindow | null = null
  const microphone = microphonePermission()
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => app.quit())
  closeHostBeforeQuit(() => host)
  void app.whenReady().then(async () => {
    serveBundle(join(__dirname, '../renderer'))
    serveFiles(() => host)
    denyPermissions(session.defaultSession, microphone.isOpen)
    const preferences = openPreferences(userData, (changed) => applyPreferences(changed, preferences))
    try {
      host = await startHost(userData)
    } catch (error) {
      log.error(error)
      const texts = textsFor(localeFor(preferences.get().locale, app.getLocale()))
      dialog.showErrorBox(
        texts['start.failedTitle'],
        texts['start.failed'].replace('{{reason}}', String(error)),
      )
      app.exit(1)
      return
    }
    applyPreferences(preferences.get(), preferences)
    window = openMainWindow(userData)
    connect({ window, host, preferences, microphone })
  })
}

async function startHost(userData: string): Promise<HostSupervisor> {
  return superviseHost({
    start: () => startHostProcess(join(__dirname, 'data-host.cjs')),
    init: {
      type: 'init',
      userData,
      osSecret: await osSecret(userData),
      appVersion: app.getVersion(),
      deviceName: hostname(),
    },
    onEvent: broadcast,
    log: (line) => log.info(`[data host] ${line}`),
  })
}

function broadcast(event: HostEvent): void {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send('outpost:event', event)
}

interface Connected {
  readonly window: BrowserWindow
  readonly host: HostSupervisor
  readonly preferences: PreferenceStore
  readonly microphone: Microphone
}

function connect({ window, host, preferences, microphone }: Connected): void {
  const texts = () => textsFor(localeFor(preferences.get().locale, app.getLocale()))
  const files = fileChooser(window, texts, host.post)
  answerWindow({
    window,
    host,
    preferences,
    files,
    openOutside: (input) => openOutside(host, input),
    useMicrophone: microphone.set,
  })
  microphone.follow(window)
  flushBeforeClose(window)
  powerMonitor.on('suspend', () => void flushDrafts(window))
  powerMonitor.on('resume', () => host.post({ type: 'wake' }))
}

function applyPreferences(current: Preferences, preferences: PreferenceStore): void {
  nativeTheme.themeSource = current.theme
  const send = (command: MenuCommand) =>
    BrowserWindow.getFocusedWindow()?.webContents.send('outpost:menu', command)
  Menu.setApplicationMenu(
    applicationMenu(textsFor(localeFor(preferences.get().locale, app.getLocale())), send),
  )
}

function closeHostBeforeQuit(current: () => HostSupervisor | null): void {
  let closed = false
  app.on('will-quit', (event) => {
    const host = current()
    if (closed || !host) return
    event.preventDefault()
    void host.close().then(() => {
      closed = true
      removeOpened(app.getPath('userData'))
      app.quit()
    })
  })
}

run()
