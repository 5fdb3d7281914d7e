import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { createSampleOrganisation } from '../server/administration/sample-organisation.ts'
import type { Database } from '../server/database/open-database.ts'
import { startServer } from '../server/start.ts'
import { runMain, say } from './command-line.ts'
import { exchangeScene } from './demo/exchange-scene.ts'
import {
  callIn,
  fillForPictures,
  fillTalks,
  idOf,
  leadingInvestor,
  newestList,
  samplePair,
  samplePerson,
  sampleRequest,
} from './demo/screen-content.ts'
import { passphrase, sampleTrip, visitsOfLead } from './demo/script.ts'
import { setServerBack } from './demo/set-back-scene.ts'
import { openSyncList, syncListsScene, type View } from './demo/sync-lists-scene.ts'
import { batteryChain, importLinks, startChain } from './drive/chains.ts'
import { type CuttableNetwork, openNetwork } from './drive/cuttable-network.ts'
import { localDay } from './drive/days.ts'
import { chooseOpenPath } from './drive/files.ts'
import { importFile } from './drive/imports.ts'
import { Laptop } from './drive/laptop.ts'
import { openPath } from './drive/navigate.ts'
import { planTrip } from './drive/trips.ts'
import { recordVisit } from './drive/visits.ts'
import { outputFolder, projectRoot } from './paths.ts'
import { prepareApp } from './prepare-app.ts'

const folder = join(outputFolder, 'screens')
const targetList = join(projectRoot, 'resources/sample-data/目标企业推荐名单_2026Q3.xlsx')

const ledger = join(projectRoot, 'resources/sample-data/深圳办事处客户台账.csv')
/** Drawn for the tests: a made-up person of a made-up firm. */
const businessCard = join(projectRoot, 'tests/fixtures/cards/card.png')
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
  'talks-minutes': '/enterprises/:enterprise?tab=talks&part=minutes',
  'talks-ledger': '/enterprises/:enterprise?tab=talks&part=ledger',
  'enterprise-projects': `/enterprises/${idOf(leadingInvestor)}?tab=projects`,
  'target-lists': '/target-lists',
  duplicates: '/duplicates',
  contacts: '/contacts',
  card: '/contacts/card',
  projects: '/projects',
  'project-form': '/projects/new',
  project: `/projects/${idOf('样例年产五万吨负极材料项目')}`,
  policies: '/policies',
  policy: '/policies/:policy',
  'enterprise-merged': `/enterprises/${samplePair.keptId}`,
  chains: '/chains',
  chain: '/chains/:chain',
  'chain-panorama': '/chains/:chain?tab=panorama',
  'chain-situation': '/chains/:chain?tab=situation',
  'chain-coverage': '/chains/:chain?tab=coverage',
  'chain-print': '/chains/:chain/print',
  minutes: '/minutes/:minutes',
  'minutes-form': '/minutes/new?visit=:visit',
  promises: '/promises',
  imports: '/imports',
  sync: '/sync',
  settings: '/settings',
} as const

type Look = readonly [locale: 'zh-CN' | 'en', theme: 'light' | 'dark']
const looks: readonly Look[] = [
  ['zh-CN', 'light'],
  ['en', 'light'],
  ['zh-CN', 'dark'],
]

/** Takes a picture of every screen in both languages, and of some in the dark: `npm run screens`, in out/screens. */
await runMain(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { display } = await prepareApp()
  const server = await startServer({ dataDir: join(folder, 'server') })
  await createSampleOrganisation(server.database, {
    jia: 'yangli-jia-2026',
    gui: 'yangli-gui-2026',
    yi: 'yangli-yi-2026',
  })
  const network = await openNetwork(server.url)
  const networkOfKeeper = await openNetwork(server.url)
  const open = async (name: string, login: 'gui' | 'yi', serverUrl: string) => {
    const opened = await Laptop.open(name, folder)
    await opened.firstStart(passphrase, { serverUrl, login, password: `yangli-${login}-2026` })
    return opened
  }
  const laptop = await Laptop.open('screens', folder)
  const others: Laptop[] = []
  try {
    await laptop.window.screenshot({ path: join(folder, 'zh-CN-first-start.png') })
    await laptop.firstStart(passphrase, { serverUrl: network.url, login: 'jia', password: 'yangli-jia-2026' })
    await importFile(laptop.app, laptop.window, targetList)
    const [yesterday, today] = [localDay(1), localDay()]
    await planTrip(laptop.window, sampleTrip(yesterday, today))
    const trip = await idShown(laptop, 'trips')
    for (const visit of visitsOfLead(yesterday)) await recordVisit(laptop.window, visit)
    await laptop.window.getByRole('button', { name: '查看记录' }).click()
    const visit = await idShown(laptop, 'visits')
    const enterprise = await enterpriseOf(laptop, visit)
    const minutes = await minutesOf(laptop, visit)
    await fillForPictures(server.database, laptop.window, today)
    await fillTalks(laptop.window, { enterpriseId: enterprise, visitId: visit, days: [yesterday, today] })
    await callIn(laptop.window, 'targetLists.publish', { id: newestList })
    await callIn(laptop.window, 'duplicates.merge', samplePair)
    await laptop.syncUntilDone()
    const keeper = await open('keeper', 'gui', networkOfKeeper.url)
    others.push(keeper)
    await startChain(keeper.window, batteryChain)
    const chain = await idShown(keeper, 'chains')
    await importLinks(keeper, linksOfChain)
    await keeper.syncUntilDone()
    const below = await open('below', 'yi', server.url)
    others.push(below)
    await laptop.syncUntilDone()
    const ids = {
      ':trip': trip,
      ':visit': visit,
      ':enterprise': enterprise,
      ':chain': chain,
      ':minutes': minutes,
      ':policy': await firstPolicy(laptop),
    }
    const addressOf = (path: string) =>
      Object.entries(ids).reduce((text, [name, id]) => text.replace(name, id), path)
    for (const look of looks) {
      await setLook(laptop, ...look)
      for (const [name, path] of Object.entries(places)) {
        await openPath(laptop.window, addressOf(path))
        await picture(laptop, look, name)
      }
      await takeScenes(laptop, look)
      await setLook(keeper, ...look)
      await openPath(keeper.window, addressOf('/chains/:chain'))
      await chooseOpenPath(keeper.app, linksOfChain)
      await keeper.window.getByRole('button', { name: /^(从文件导入|Import from file)$/ }).click()
      await picture(keeper, look, 'chain-import')
      await setLook(below, ...look)
      await openPath(below.window, '/target-lists')
      await picture(below, look, 'target-lists-below')
      await exchangeScene({ giver: laptop, taker: keeper, folder }, (of, name) => picture(of, look, name))
    }
    await takeWithoutNetwork(laptop, network)
    network.restore()
    const keeping = { laptop: keeper, network: networkOfKeeper }
    await syncListsScene(
      { own: { laptop, network }, colleague: keeping, folder, day: today, negotiatedWith: enterprise },
      inEveryLook,
    )
    await takeAfterSetBack(server.database, laptop, keeper, today)
    await takeAfterLease(server.database, laptop)
    say(`pictures are in ${folder}`)
    return 0
  } catch (error) {
    await laptop.picture('failed')
    throw error
  } finally {
    for (const other of others) await other.stop()
    await laptop.stop()
    await network.stop()
    await networkOfKeeper.stop()
    await server.stop()
    display.stop()
  }
})

async function picture({ window }: Laptop, [locale, theme]: Look, name: string): Promise<void> {
  await window.waitForTimeout(700)
  const look = theme === 'dark' ? 'dark' : locale
  await window.screenshot({ path: join(folder, `${look}-${name}.png`) })
}

async function inEveryLook(laptop: Laptop, views: readonly View[]): Promise<void> {
  for (const look of looks) {
    await setLook(laptop, ...look)
    for (const { name, show } of views) {
      await show(laptop.window)
      await picture(laptop, look, name)
    }
  }
}

/** What an address alone does not show. */
async function takeScenes(laptop: Laptop, look: Look): Promise<void> {
  const { window, app } = laptop
  await openPath(window, '/projects')
  await window.getByRole('radio', { name: /^(看板|Board)$/ }).check()
  await window.mouse.move(0, 0)
  await picture(laptop, look, 'project-board')
  await window.getByRole('radio', { name: /^(列表|List)$/ }).check()

  await openPath(window, '/contacts/card')
  await window.locator('input[type=file]').setInputFiles(businessCard)
  await window.getByRole('button', { name: /^(识别文字|Read text)$/ }).click()
  await window.getByRole('button', { name: /^(重新识别|Read again)$/ }).waitFor({ timeout: 60_000 })
  await picture(laptop, look, 'card-read')
  await openPath(window, '/imports')
  await callIn(window, 'drafts.discard', { key: 'card:new' })

  await openPath(window, '/imports')
  await chooseOpenPath(app, ledger)
  await window
    .getByRole('button', { name: /^(选择文件|Choose a file)/ })
    .first()
    .click()
  await window.waitForTimeout(1500)
  await picture(laptop, look, 'import-preview')

  await openPath(window, '/target-lists')
  await chooseOpenPath(app, targetList)
  await window
    .getByRole('button', { name: /^(导入新一期|Bring in a version)$/ })
    .first()
    .click()
  await window.getByRole('button', { name: /^(选择文件|Choose a file)/ }).click()
  await picture(laptop, look, 'target-list-preview')

  for (const [name, text] of [
    ['search', '锂电'],
    ['search-chain', '电池'],
  ] as const) {
    await openPath(window, '/today')
    await window.waitForTimeout(300)
    await window.keyboard.press('Control+k')
    await window.keyboard.insertText(text)
    const kind = window.getByRole('button', { name: /^(产业链|Industry chains)$/ })
    if (name === 'search-chain') await kind.click()
    await picture(laptop, look, name)
    await window.keyboard.press('Escape')
    await window.keyboard.press('Escape')
  }
}

/** What is to be seen after the server was put back to a backup, before everybody's laptop has been heard. */
async function takeAfterSetBack(db: Database, laptop: Laptop, keeper: Laptop, day: string): Promise<void> {
  await setLook(keeper, 'zh-CN', 'light')
  await setServerBack(db, { laptop, colleague: keeper, day })
  const said = /本机可能是唯一留存|may hold the only copy/
  const sheet = (window: Laptop['window']) => window.getByRole('article')
  await inEveryLook(laptop, [
    { name: 'set-back-waiting', show: (window) => openSyncList(window, 'waiting') },
    { name: 'set-back-refused', show: (window) => openSyncList(window, 'refused') },
    { name: 'set-back-kept', show: (window) => openSyncList(window, 'kept') },
    {
      name: 'set-back-clearance',
      show: async (window) => {
        await openPath(window, '/sync/clearance')
        await sheet(window).waitFor({ timeout: 60_000 })
      },
    },
    { name: 'set-back-sheet', show: (window) => sheet(window).getByText(said).scrollIntoViewIfNeeded() },
  ])
  const waiting = z
    .array(z.object({ opId: z.string() }))
    .parse(await callIn(laptop.window, 'sync.waiting', {}))
  await callIn(laptop.window, 'sync.endWait', { opIds: waiting.map(({ opId }) => opId) })
  await inEveryLook(laptop, [{ name: 'set-back-ended', show: (window) => openSyncList(window, 'refused') }])
}

/** Too long without the server: what is here can be read and nothing written. */
async function takeAfterLease(db: Database, laptop: Laptop): Promise<void> {
  await sql`update organisation set lease_days = -1`.execute(db)
  await callIn(laptop.window, 'sync.now', {})
  await inEveryLook(laptop, [
    { name: 'strip-lease', show: (window) => openPath(window, '/enterprises') },
    { name: 'strip-lease-sync', show: (window) => openPath(window, '/sync') },
  ])
}

async function firstPolicy({ window }: Laptop): Promise<string> {
  const { rows } = z
    .object({ rows: z.array(z.object({ id: z.string() })) })
    .parse(await callIn(window, 'policies.list', {}))
  return rows[0]?.id ?? ''
}

/** The sync centre while something waits, with nobody to send it to. */
async function takeWithoutNetwork(laptop: Laptop, network: CuttableNetwork): Promise<void> {
  network.cut()
  const { window } = laptop
  await callIn(window, 'contacts.save', samplePerson)
  await callIn(window, 'projects.requestStage', { ...sampleRequest, on: localDay() })
  for (const look of looks) {
    await setLook(laptop, ...look)
    for (const name of ['sync', 'sync/log', 'sync/clearance', 'sync/exchange', 'today']) {
      await openPath(window, `/${name}`)
      await picture(laptop, look, `offline-${name.replace('/', '-')}`)
    }
  }
}

/** Minutes of a visit as they are proposed. @returns their id */
async function minutesOf(laptop: Laptop, visit: string): Promise<string> {
  await openPath(laptop.window, `/minutes/new?visit=${visit}`)
  await laptop.window.getByRole('heading', { name: '写会谈纪要' }).waitFor()
  await laptop.window.getByRole('button', { name: '保存' }).click()
  return idShown(laptop, 'minutes')
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
  // What the mouse lies on has colours of its own.
  await window.mouse.move(0, 0)
}
