import { createHashRouter } from 'react-router'
import { usePreferences } from '../lib/preferences.ts'
import { routes } from './routes.tsx'

export type Router = ReturnType<typeof createHashRouter>

const rememberAfterMs = 300

/** Makes the router at the address of the last view and remembers where the user goes from there. */
export function startRouter(lastPath: string): Router {
  if (!location.hash && lastPath.startsWith('/')) location.hash = lastPath
  const router = createHashRouter(routes)
  let timer: ReturnType<typeof setTimeout> | undefined
  router.subscribe(({ location }) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      usePreferences.getState().change({ lastPath: (location.pathname + location.search).slice(0, 500) })
    }, rememberAfterMs)
  })
  return router
}
