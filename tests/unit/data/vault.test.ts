import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isWeak } from '../../../electron/data/vault/passphrase.ts'
import { codeOf, secretOf } from '../../../electron/data/vault/recovery-code.ts'
import {
  changePassphrase,
  createVault,
  recoverVault,
  unlockVault,
  type VaultPlace,
} from '../../../electron/data/vault/vault.ts'

/** Weak on purpose: what the function costs is not what these tests are about. One test uses the real cost. */
const quick = { name: 'argon2id', memoryKiB: 64, iterations: 1, parallelism: 1 } as const
const passphrase = '春江潮水连海平'.padEnd(8, '!')

describe('vault', () => {
  let folder: string
  let place: VaultPlace
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost 钥匙 '))
    place = { folder, osSecret: new Uint8Array(32).fill(9) }
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const ring = () => join(folder, 'keyring.json')

  it('opens with the passphrase that made it and with no other', async () => {
    const made = await createVault(place, passphrase)
    const opened = await unlockVault(place, passphrase)
    expect(opened).toEqual({ key: made.key, deviceId: made.deviceId })
    await expect(unlockVault(place, `${passphrase}!`)).rejects.toMatchObject({
      code: 'vault/wrong-passphrase',
    })
  })

  it('takes a passphrase typed in full width for the same one', async () => {
    await createVault(place, 'Ｏｕｔｐｏｓｔ　２０２６', quick)
    expect(await unlockVault(place, 'Outpost 2026')).toBeDefined()
  })

  it('keeps neither the key nor the passphrase in clear', async () => {
    const { key, recoveryCode } = await createVault(place, passphrase, quick)
    const text = readFileSync(ring(), 'utf8')
    for (const secret of [
      passphrase,
      recoveryCode,
      recoveryCode.replaceAll('-', ''),
      Buffer.from(key).toString('base64'),
      Buffer.from(key).toString('hex'),
      Buffer.from(place.osSecret ?? []).toString('base64'),
    ])
      expect(text).not.toContain(secret)
  })

  it('opens with the printed recovery code, takes a new passphrase and gives a new code', async () => {
    const made = await createVault(place, passphrase, quick)
    const typed = made.recoveryCode.toLowerCase().replaceAll('-', ' ')
    const recovered = await recoverVault(place, typed, '另一个很长的口令')
    expect(recovered.key).toEqual(made.key)
    expect((await unlockVault(place, '另一个很长的口令')).key).toEqual(made.key)
    await expect(unlockVault(place, passphrase)).rejects.toMatchObject({ code: 'vault/wrong-passphrase' })
    await expect(recoverVault(place, made.recoveryCode, passphrase)).rejects.toMatchObject({
      code: 'vault/wrong-recovery-code',
    })
    expect((await recoverVault(place, recovered.recoveryCode, passphrase)).key).toEqual(made.key)
  })

  it('changes the passphrase without changing the key, in both copies of the key ring', async () => {
    const made = await createVault(place, passphrase, quick)
    await expect(changePassphrase(place, 'not the one', '新的八位口令二〇二六')).rejects.toMatchObject({
      code: 'vault/wrong-passphrase',
    })
    await changePassphrase(place, passphrase, '新的八位口令二〇二六')
    expect((await unlockVault(place, '新的八位口令二〇二六')).key).toEqual(made.key)
    rmSync(ring())
    await expect(unlockVault(place, passphrase)).rejects.toMatchObject({ code: 'vault/wrong-passphrase' })
  })

  it('says that the keychain changed and opens with the recovery code then', async () => {
    const made = await createVault(place, passphrase, quick)
    for (const osSecret of [new Uint8Array(32).fill(1), null]) {
      await expect(unlockVault({ folder, osSecret }, passphrase)).rejects.toMatchObject({
        code: 'vault/keychain-changed',
      })
    }
    const moved = { folder, osSecret: null }
    expect((await recoverVault(moved, made.recoveryCode, passphrase)).key).toEqual(made.key)
    expect((await unlockVault(moved, passphrase)).key).toEqual(made.key)
  })

  it('lets a keychain that became available take its part', async () => {
    const made = await createVault({ folder, osSecret: null }, passphrase, quick)
    expect((await unlockVault(place, passphrase)).key).toEqual(made.key)
    await expect(unlockVault({ folder, osSecret: null }, passphrase)).rejects.toMatchObject({
      code: 'vault/keychain-changed',
    })
    expect((await unlockVault(place, passphrase)).key).toEqual(made.key)
  })

  it('uses the spare copy of a torn key ring and mends it', async () => {
    const made = await createVault(place, passphrase, quick)
    const whole = readFileSync(ring(), 'utf8')
    truncateSync(ring(), 100)
    expect((await unlockVault(place, passphrase)).key).toEqual(made.key)
    expect(readFileSync(ring(), 'utf8')).toBe(whole)
    for (const file of ['keyring.json', 'keyring.json.bak']) truncateSync(join(folder, file), 100)
    await expect(unlockVault(place, passphrase)).rejects.toMatchObject({ code: 'vault/keyring-damaged' })
  })

  it('never starts anew over a store whose keys are missing', async () => {
    writeFileSync(join(folder, 'outpost.db'), 'somebody’s work')
    await expect(createVault(place, passphrase, quick)).rejects.toMatchObject({
      code: 'vault/keyring-missing',
    })
    rmSync(join(folder, 'outpost.db'))
    await createVault(place, passphrase, quick)
    await expect(createVault(place, passphrase, quick)).rejects.toMatchObject({ code: 'vault/exists' })
  })

  it('does not open a seal that was carried to another device', async () => {
    const anywhere = { folder, osSecret: null }
    await createVault(anywhere, passphrase, quick)
    const carried = { ...JSON.parse(readFileSync(ring(), 'utf8')), deviceId: uuidv7() }
    writeFileSync(ring(), JSON.stringify(carried))
    await expect(unlockVault(anywhere, passphrase)).rejects.toMatchObject({ code: 'vault/wrong-passphrase' })
  })

  it.each([
    ['1234567', true],
    ['12345678', true],
    ['Password123', true],
    ['啊啊啊啊啊啊啊啊啊', true],
    ['lower case words', false],
    ['春江潮水连海平海', false],
  ])('judges the passphrase %s', async (text, weak) => {
    expect(isWeak(text)).toBe(weak)
    if (weak)
      await expect(createVault(place, text, quick)).rejects.toMatchObject({ code: 'vault/weak-passphrase' })
  })

  it('uses every letter of a long passphrase', async () => {
    const long = '长'.repeat(200)
    await createVault(place, `${long}甲`, quick)
    await expect(unlockVault(place, `${long}乙`)).rejects.toMatchObject({ code: 'vault/wrong-passphrase' })
  })
})

describe('recovery code', () => {
  const secret = Uint8Array.from({ length: 16 }, (_, index) => index * 17)

  it('is read however it is copied', () => {
    const code = codeOf(secret)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(secretOf(code)).toEqual(secret)
    expect(
      secretOf(code.toLowerCase().replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l')),
    ).toEqual(secret)
  })

  it('notices a wrong letter', () => {
    const code = codeOf(secret)
    const wrong = Array.from(code).flatMap((letter, at) => {
      if (letter === '-') return []
      return [code.slice(0, at) + (letter === 'A' ? 'B' : 'A') + code.slice(at + 1)]
    })
    const unnoticed = wrong.filter((text) => secretOf(text) !== undefined)
    expect(unnoticed.length).toBeLessThanOrEqual(1)
    expect(secretOf(code.slice(0, -1))).toBeUndefined()
  })
})
