import { Navigate, type RouteObject } from 'react-router'
import { Frame } from './Frame.tsx'
import { Failed, NotFound } from './NotFound.tsx'
import { type Place, places } from './places.ts'
import { screen } from './screens.ts'

function routeOf(place: Place): RouteObject[] {
  const lazy = screen(place.screen)
  if (!lazy) return []
  return [
    {
      path: place.path,
      lazy,
      errorElement: <Failed />,
      ...(place.detail ? { children: routeOf(place.detail) } : {}),
    },
  ]
}

/** Every address of the app. Screens that are not part of the build have none. */
export const routes: RouteObject[] = [
  {
    path: '/',
    element: <Frame />,
    errorElement: <Failed />,
    hydrateFallbackElement: <div />,
    children: [
      { index: true, element: <Navigate to="/today" replace /> },
      ...places.flatMap(routeOf),
      { path: '*', element: <NotFound /> },
    ],
  },
]
