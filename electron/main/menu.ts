import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#shared/contract/window.ts'
import type { MainTexts } from './texts.ts'

/** Builds the application's menu in the given language; `send` hands a command to the window. */
export function applicationMenu(texts: MainTexts, send: (command: MenuCommand) => void): Menu {
  const command = (label: string, accelerator: string, name: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    // The window hears the keys itself and knows whether an input method is composing.
    registerAccelerator: false,
    click: () => send(name),
  })
  return Menu.buildFromTemplate([
    {
      label: texts['menu.file'],
      submenu: [
        command(texts['menu.newVisit'], 'CmdOrCtrl+N', 'new-visit'),
        command(texts['menu.save'], 'CmdOrCtrl+S', 'save'),
        { type: 'separator' },
        command(texts['menu.settings'], 'CmdOrCtrl+,', 'settings'),
        { type: 'separator' },
        { label: texts['menu.quit'], role: 'quit' },
      ],
    },
    {
      label: texts['menu.edit'],
      submenu: [
        { label: texts['menu.undo'], role: 'undo' },
        { label: texts['menu.redo'], role: 'redo' },
        { type: 'separator' },
        { label: texts['menu.cut'], role: 'cut' },
        { label: texts['menu.copy'], role: 'copy' },
        { label: texts['menu.paste'], role: 'paste' },
        { label: texts['menu.selectAll'], role: 'selectAll' },
      ],
    },
    {
      label: texts['menu.view'],
      submenu: [
        command(texts['menu.search'], 'CmdOrCtrl+K', 'search'),
        command(texts['menu.back'], 'Alt+Left', 'back'),
        command(texts['menu.forward'], 'Alt+Right', 'forward'),
        { type: 'separator' },
        { label: texts['menu.zoomIn'], role: 'zoomIn' },
        { label: texts['menu.zoomOut'], role: 'zoomOut' },
        { label: texts['menu.resetZoom'], role: 'resetZoom' },
        { label: texts['menu.fullScreen'], role: 'togglefullscreen' },
      ],
    },
    { label: texts['menu.help'], submenu: [command(texts['menu.shortcuts'], 'Shift+/', 'shortcuts')] },
  ])
}
