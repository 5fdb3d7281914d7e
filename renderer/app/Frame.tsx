import { useEffect, useState } from 'react'
import { Outlet, useLocation, useNavigate } from 'react-router'
import { ConsentDialog } from '../components/attachments/ConsentDialog.tsx'
import { RecorderStrip } from '../components/recorder/RecorderStrip.tsx'
import { call } from '../lib/client.ts'
import { useShortcut } from '../lib/shortcuts.ts'
import { SearchPalette } from '../screens/search/SearchPalette.tsx'
import { Navigation } from './Navigation.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { SyncStrip } from './SyncStrip.tsx'
import { TopBar } from './TopBar.tsx'
import { useCommands } from './use-commands.ts'
import { useMenuCommands } from './use-menu-commands.ts'

/** Navigation at the left, top bar, the screen in the middle; what works everywhere is bound here. */
export function Frame() {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [searching, setSearching] = useState(false)
  const [sheet, setSheet] = useState(false)
  const commands = useCommands()
  const search = () => setSearching(true)
  useShortcut('mod+n', () => navigate('/visits/new'))
  useShortcut('mod+k', search)
  useShortcut('alt+ArrowLeft', () => navigate(-1))
  useShortcut('alt+ArrowRight', () => navigate(1))
  useShortcut('?', () => setSheet(true))
  // What a crash or a power cut left unsaved in a note becomes part of it; where it cannot now, at the next start.
  useEffect(() => {
    call('notes.sealAll', {}).catch(() => undefined)
  }, [])
  useMenuCommands({ onShortcuts: () => setSheet(true) })
  return (
    <div className="op-frame">
      <Navigation />
      <div className="op-frame-main">
        <TopBar onSearch={search} />
        <SyncStrip />
        <RecorderStrip />
        <main className="op-frame-screen" data-path={pathname}>
          <Outlet />
        </main>
      </div>
      <ConsentDialog />
      {searching && <SearchPalette commands={commands} onClose={() => setSearching(false)} />}
      {sheet && <ShortcutSheet onClose={() => setSheet(false)} />}
    </div>
  )
}
