import type { Page } from '@playwright/test'
import type { CallName, Input, Output } from '../../shared/contract/index.ts'

/** Calls the data host as the window does. @throws with the code of what went wrong */
export async function callIn<N extends CallName>(window: Page, name: N, input: Input<N>): Promise<Output<N>> {
  const outcome = await window.evaluate(
    ([name, input]) => {
      const page = globalThis as unknown as {
        outpost: {
          call: (name: unknown, input: unknown) => Promise<{ ok: boolean; value: unknown; code?: string }>
        }
      }
      return page.outpost.call(name, input)
    },
    [name, input] as [string, unknown],
  )
  if (!outcome.ok) throw new Error(`${name}: ${outcome.code}`)
  return outcome.value as Output<N>
}
