import type { ComponentType } from 'react'

type Module = Readonly<Record<string, ComponentType>>

const files = import.meta.glob<Module>('../screens/*/*Screen.tsx')

/** Screens by `<topic>/<Name>Screen`, each a file that exports a component of its own name, loaded when opened. */
export function screen(name: string): (() => Promise<{ Component: ComponentType }>) | undefined {
  const load = files[`../screens/${name}.tsx`]
  return (
    load &&
    (async () => {
      const module = await load()
      const Component = module[name.split('/').at(-1) ?? '']
      if (!Component) throw new Error(`No screen is exported from ${name}`)
      return { Component }
    })
  )
}

/** Whether a screen is part of this build; navigation shows only what is. */
export const hasScreen = (name: string): boolean => files[`../screens/${name}.tsx`] !== undefined
