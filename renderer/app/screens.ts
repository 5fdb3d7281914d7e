import type { ComponentType } from 'react'
import { Unloadable } from './NotFound.tsx'

type Module = Readonly<Record<string, ComponentType>>

const files = import.meta.glob<Module>('../screens/*/*Screen.tsx')

/** Screens by `<topic>/<Name>Screen`, each a file that exports a component of its own name, loaded when opened. */
export function screen(name: string): (() => Promise<{ Component: ComponentType }>) | undefined {
  const load = files[`../screens/${name}.tsx`]
  return (
    load &&
    (async () => {
      try {
        const module = await load()
        const Component = module[name.split('/').at(-1) ?? '']
        if (!Component) throw new Error(`No screen is exported from ${name}`)
        return { Component }
      } catch (error) {
        // The router shows nothing at all for a screen that cannot be loaded, so this is answered here.
        console.error(error)
        return { Component: Unloadable }
      }
    })
  )
}

/** Whether a screen is part of this build; navigation shows only what is. */
export const hasScreen = (name: string): boolean => files[`../screens/${name}.tsx`] !== undefined
