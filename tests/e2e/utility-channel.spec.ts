import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, test } from '@playwright/test'
import { build } from 'vite'
import { withDisplay } from '../../scripts/display.ts'
import { findElectron } from '../../scripts/electron-binary.ts'
import { readyHolder } from '../../scripts/electron-launch.ts'
import { electronArguments, electronEnvironment } from '../../scripts/prepare-app.ts'

const source = resolve(import.meta.dirname, '../support/utility-app')
let app: ElectronApplication

test.beforeAll(async () => {
  const folder = test.info().outputPath('utility-app')
  mkdirSync(folder, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      ssr: true,
      rolldownOptions: {
        input: { main: join(source, 'main.ts'), host: join(source, 'host.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'utility-app', main: 'main.cjs' }))
  const [{ executable }, display] = await Promise.all([findElectron(), withDisplay()])
  app = await electron.launch({
    executablePath: executable,
    args: [
      '-r',
      readyHolder,
      ...electronArguments(display, [`--user-data-dir=${test.info().outputPath('profile')}`], folder),
    ],
    env: electronEnvironment(display),
  })
})
test.afterAll(() => app.close())

const call = (name: string, input: unknown) =>
  app.evaluate(
    (_, [calledName, calledInput]) => globalThis.utilityApp?.call(String(calledName), calledInput),
    [name, input] as const,
  )

test('a data host in a utility process answers, announces and is heard', async () => {
  expect(await call('visits.list', { 企业: '某某' })).toEqual({
    ok: true,
    value: { 企业: '某某' },
    tables: [],
  })
  const { events, lines } = await app.evaluate(() => ({
    events: globalThis.utilityApp?.events,
    lines: globalThis.utilityApp?.lines,
  }))
  expect(events).toEqual([{ type: 'changed', tables: ['visits.list'] }])
  expect(lines).toContain('heard visits.list')
})

test('a utility process that dies is started again and its calls are answered', async () => {
  expect(await call('die', null)).toEqual({ ok: false, code: 'host/unavailable', details: {} })
  expect(await call('again', 1)).toMatchObject({ ok: true, value: 1 })
})

test('a utility process leaves in order when the app closes', async () => {
  await app.evaluate(() => globalThis.utilityApp?.close())
  const lines = await app.evaluate(() => globalThis.utilityApp?.lines ?? [])
  expect(lines.join()).not.toContain('did not leave')
  expect(await call('late', 1)).toMatchObject({ ok: false, code: 'host/unavailable' })
})
