import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** What the printer gets instead of the screen while this is shown: A4 without margins of its own. */
export function PrintedSheet({ children }: { readonly children: ReactNode }) {
  return createPortal(
    <div className="op-print-sheet" aria-hidden>
      {children}
    </div>,
    document.body,
  )
}
