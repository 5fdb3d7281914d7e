import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import type { MenuCommand } from '#shared/contract/window.ts'
import { bridge } from '../lib/client.ts'
import { runShortcut } from '../lib/shortcuts.ts'

/** Carries out what was chosen in the application's menu, the same way as the key that stands beside it. */
export function useMenuCommands({ onShortcuts }: { readonly onShortcuts: () => void }): void {
  const navigate = useNavigate()
  const run = useRef<(command: MenuCommand) => void>(() => undefined)
  run.current = (command) => {
    switch (command) {
      case 'new-visit':
        runShortcut('mod+n')
        return
      case 'search':
        runShortcut('mod+k')
        return
      case 'save':
        runShortcut('mod+s')
        return
      case 'back':
        void navigate(-1)
        return
      case 'forward':
        void navigate(1)
        return
      case 'shortcuts':
        onShortcuts()
        return
      case 'settings':
        void navigate('/settings')
        return
    }
  }
  useEffect(() => bridge().onMenu((command) => run.current(command)), [])
}
