import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectedFuses } from '../../../scripts/fuse-settings.ts'

describe('The packed app', () => {
  it('is configured so that nobody can run other code inside it', async () => {
    const file = resolve(import.meta.dirname, '../../../electron-builder.yml')
    const fuses = expectedFuses(await readFile(file, 'utf8'))
    expect(Object.fromEntries(fuses.map(({ name, on }) => [name, on]))).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    })
  })

  it('is not packed when the configuration names a fuse nobody knows', () => {
    expect(() => expectedFuses('electronFuses:\n  runAsNod: false\n')).toThrow('runAsNod')
    expect(() => expectedFuses('asar: true\n')).toThrow('no electronFuses')
  })
})
