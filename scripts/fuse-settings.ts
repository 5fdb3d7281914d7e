import type { FuseV1Options } from '@electron/fuses'

/** The name of a fuse in `@electron/fuses`. */
export type FuseName = keyof typeof FuseV1Options

const fuseNames: Readonly<Record<string, FuseName>> = {
  runAsNode: 'RunAsNode',
  enableCookieEncryption: 'EnableCookieEncryption',
  enableNodeOptionsEnvironmentVariable: 'EnableNodeOptionsEnvironmentVariable',
  enableNodeCliInspectArguments: 'EnableNodeCliInspectArguments',
  enableEmbeddedAsarIntegrityValidation: 'EnableEmbeddedAsarIntegrityValidation',
  onlyLoadAppFromAsar: 'OnlyLoadAppFromAsar',
  loadBrowserProcessSpecificV8Snapshot: 'LoadBrowserProcessSpecificV8Snapshot',
  grantFileProtocolExtraPrivileges: 'GrantFileProtocolExtraPrivileges',
}

/**
 * The fuses that the `electronFuses` block of electron-builder.yml sets, so that a packed program can be compared
 * with what was asked for. Takes the text of that file; throws when the block is absent or names an unknown fuse.
 */
export function expectedFuses(builderYaml: string): { name: FuseName; on: boolean }[] {
  const block = /^electronFuses:\n((?:[ ]{2}.+\n?)+)/m.exec(builderYaml)?.[1]
  if (block === undefined) throw new Error('electron-builder.yml sets no electronFuses')
  return block
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, key = '', value] = /^\s*(\w+): (true|false)\s*$/.exec(line) ?? []
      const name = fuseNames[key]
      if (name === undefined) throw new Error(`electron-builder.yml sets an unknown fuse: ${line.trim()}`)
      return { name, on: value === 'true' }
    })
}
