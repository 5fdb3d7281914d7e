import type { ReactNode } from 'react'

interface Props {
  /** One sentence. */
  readonly text: string
  /** One action, usually a button. */
  readonly action?: ReactNode
}

/** Nothing here yet: one sentence and one action. */
export function EmptyState({ text, action }: Props) {
  return (
    <div className="op-empty">
      <p>{text}</p>
      {action}
    </div>
  )
}
