import { RouterProvider } from 'react-router/dom'
import { UndoToasts } from '../components/UndoToast.tsx'
import { Gate } from './Gate.tsx'
import type { Router } from './router.ts'
import { ThemeProvider } from './ThemeProvider.tsx'

export function App({ router }: { readonly router: Router }) {
  return (
    <ThemeProvider>
      <Gate>
        <RouterProvider router={router} />
      </Gate>
      <UndoToasts />
    </ThemeProvider>
  )
}
