import './app/base.css'
import './app/frame.css'
import './components/components.css'
import './components/fields/fields.css'
import './components/table.css'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { App } from './app/App.tsx'
import { startRouter } from './app/router.ts'
import { watchComposition } from './lib/composition.ts'
import { watchFlush } from './lib/flush.ts'
import { startTexts } from './lib/i18n.ts'
import { loadPreferences } from './lib/preferences.ts'
import { watchShortcuts } from './lib/shortcuts.ts'

// The schemas must not compile themselves: the content security policy forbids evaluated code.
z.config({ jitless: true })
watchComposition(document)
watchShortcuts(window)
watchFlush()
const preferences = await loadPreferences()
await startTexts(preferences.locale)
const root = document.getElementById('root')
if (root) createRoot(root).render(<App router={startRouter(preferences.lastPath)} />)
