import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createSampleOrganisation } from '../server/administration/sample-organisation.ts'
import { startServer } from '../server/start.ts'
import { runMain, say } from './command-line.ts'
import { passphrase, sampleTrip, visitsOfLead } from './demo/script.ts'
import { batteryChain, importLinks, startChain } from './drive/chains.ts'
import { localDay } from './drive/days.ts'
import { importFile } from './drive/imports.ts'
import { Laptop } from './drive/laptop.ts'
import { openPath } from './drive/navigate.ts'
import { planTrip } from './drive/trips.ts'
import { recordVisit } from './drive/visits.ts'
import { outputFolder, projectRoot } from './paths.ts'
import { prepareApp } from './prepare-app.ts'

const folder = join(outputFolder, 'screens')
const targetList = join(projectRoot, 'resources/sample-data/目标企业推荐名单_2026Q3.xlsx')

const linksOfChain = join(projectRoot, 'resources/sample-data/新能源电池产业链环节现状表.xlsx')

/** Places of the app by the name of their picture. `:trip`, `:visit`, `:enterprise`, `:chain` stand for a record that is there. */
const places = {
  today: '/today',
  visits: '/visits',
  visit: '/visits/:visit',
  'visit-form': '/visits/new',
  trips: '/trips',
  trip: '/trips/:trip',
  'trip-form': '/trips/:trip/edit',
  report: '/trips/:trip/report',
  enterprises: '/enterprises',
  enterprise: '/enterprises/:enterprise',
  'enterprise-form': '/enterprises/:enterprise/edit',
  talks: '/enterprises/:enterprise?tab=talks',
  'target-lists': '/target-lists',
  duplicates: '/duplicates',
  contacts: '/contacts',
  card: '/contacts/card',
  projects: '/projects',
  'project-form': '/projects/new',
  policies: '/policies',
  chains: '/chains',
  chain: '/chains/:chain',
  'chain-panorama': '/chains/:chain?tab=panorama',
  'chain-situation': '/chains/:chain?tab=situation',
  'chain-coverage': '/chains/:chain?tab=coverage',
  'chain-print': '/chains/:chain/print',
  minutes: '/minutes/new?visit=:visit',
  promises: '/promises',
  imports: '/imports',
  sync: '/sync',
  settings: '/settings',
} as const

/** Takes a picture of every screen in both languages, and of some in the dark: `npm run screens`, in out/screens. */
await runMain(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { display } = await prepareApp()
  const server = await startServer({ dataDir: join(folder, 'server') })
  await createSampleOrganisation(server.database, { jia: 'yangli-jia-2026', gui: 'yangli-gui-2026' })
  const laptop = await Laptop.open('screens', folder)
  try {
    await laptop.window.screenshot({ path: join(folder, 'zh-CN-first-start.png') })
    await laptop.firstStart(passphrase, { serverUrl: server.url, login: 'jia', password: 'yangli-jia-2026' })
    await importFile(laptop.app, laptop.window, targetList)
    const [yesterday, today] = [localDay(1), localDay()]
    await planTrip(laptop.window, sampleTrip(yesterday, today))
    const trip = await idShown(laptop, 'trips')
    for (const visit of visitsOfLead(yesterday)) await recordVisit(laptop.window, visit)
    await laptop.window.getByRole('button', { name: '查看记录' }).click()
    const visit = await idShown(laptop, 'visits')
    const enterprise = await enterpriseOf(laptop, visit)
    await laptop.syncUntilDone()
    const chain = await chainOfKeeper(server.url)
    await laptop.syncUntilDone()
    for (const [locale, theme] of [
      ['zh-CN', 'light'],
      ['en', 'light'],
      ['zh-CN', 'dark'],
    ] as const) {
      await setLook(laptop, locale, theme)
      for (const [name, path] of Object.entries(places)) {
        await openPath(
          laptop.window,
          path
            .replace(':trip', trip)
            .replace(':visit', visit)
            .replace(':enterprise', enterprise)
            .replace(':chain', chain),
        )
        await laptop.window.waitForTimeout(700)
        const look = theme === 'dark' ? 'dark' : locale
        await laptop.window.screenshot({ path: join(folder, `${look}-${name}.png`) })
      }
    }
    say(`pictures are in ${folder}`)
    return 0
  } catch (error) {
    await laptop.picture('failed')
    throw error
  } finally {
    await laptop.stop()
    await server.stop()
    display.stop()
  }
})

/** A chain with its links, by somebody at the bureau who may keep chains. @returns its id */
async function chainOfKeeper(serverUrl: string): Promise<string> {
  const keeper = await Laptop.open('keeper', folder)
  try {
    await keeper.firstStart(passphrase, { serverUrl, login: 'gui', password: 'yangli-gui-2026' })
    await startChain(keeper.window, batteryChain)
    const id = await idShown(keeper, 'chains')
    await importLinks(keeper, linksOfChain)
    await keeper.syncUntilDone()
    return id
  } finally {
    await keeper.stop()
  }
}

/** The id of the record whose page is shown. */
async function idShown({ window }: Laptop, topic: string): Promise<string> {
  const page = new RegExp(`/${topic}/([0-9a-f-]{36})`)
  await window.waitForURL(page)
  return page.exec(window.url())?.[1] ?? ''
}

async function enterpriseOf(laptop: Laptop, visit: string): Promise<string> {
  const id = await laptop.window.evaluate(
    `window.outpost.call('visits.get', { id: ${JSON.stringify(visit)} }).then(({ value }) => value.visit.enterpriseId)`,
  )
  if (typeof id !== 'string') throw new Error('the visit has no enterprise')
  return id
}

/** Language and look are chosen in the settings, as a person does. */
async function setLook({ window }: Laptop, locale: 'zh-CN' | 'en', theme: 'light' | 'dark'): Promise<void> {
  await openPath(window, '/settings')
  await window.getByRole('radio', { name: locale === 'en' ? 'English' : '中文' }).check()
  const names = { light: /^(浅色|Light)$/, dark: /^(深色|Dark)$/ }
  await window.getByRole('radio', { name: names[theme] }).check()
}
