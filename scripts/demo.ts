import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createSampleOrganisation } from '../server/administration/sample-organisation.ts'
import { startServer } from '../server/start.ts'
import { runMain, say } from './command-line.ts'
import { passphrase, sampleTrip, visitsOfColleague, visitsOfLead } from './demo/script.ts'
import { batteryChain, importLinks, readLinks, startChain } from './drive/chains.ts'
import { openNetwork } from './drive/cuttable-network.ts'
import { localDay } from './drive/days.ts'
import { importFile } from './drive/imports.ts'
import { Laptop } from './drive/laptop.ts'
import { goTo } from './drive/navigate.ts'
import { exportLedger, exportReport, openReport } from './drive/reports.ts'
import { untilOnlyHere } from './drive/sync.ts'
import { planTrip } from './drive/trips.ts'
import { recordVisit } from './drive/visits.ts'
import { outputFolder, projectRoot } from './paths.ts'
import { prepareApp } from './prepare-app.ts'

const folder = join(outputFolder, 'demo')
const files = {
  report: join(folder, '赴深圳东莞招商情况报告.docx'),
  ledger: join(folder, '赴深圳东莞招商情况表.xlsx'),
}
const targetList = join(projectRoot, 'resources/sample-data/目标企业推荐名单_2026Q3.xlsx')
const linksOfChain = join(projectRoot, 'resources/sample-data/新能源电池产业链环节现状表.xlsx')
const customerList = join(projectRoot, 'resources/sample-data/深圳办事处客户台账.csv')

/**
 * Plays one trip on two laptops and a server, all real, as people would: `npm run demo`. Leaves pictures, the report
 * and the ledger in out/demo. The last line is one JSON object that says what was done; any failure ends with code 1.
 */
await runMain(async () => {
  const started = performance.now()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { display } = await prepareApp()
  const passwords = { jia: 'yangli-jia-2026', yi: 'yangli-yi-2026', gui: 'yangli-gui-2026' }
  const server = await startServer({ dataDir: join(folder, 'server') })
  const open: { stop: () => Promise<void> }[] = [server]
  try {
    await createSampleOrganisation(server.database, passwords)
    say(`the server runs at ${server.url}`)
    const networks = { lead: await openNetwork(server.url), colleague: await openNetwork(server.url) }
    open.unshift(networks.lead, networks.colleague)
    const lead = await Laptop.open('lead', folder)
    open.unshift(lead)
    const colleague = await Laptop.open('colleague', folder)
    open.unshift(colleague)
    await lead.firstStart(passphrase, { serverUrl: networks.lead.url, login: 'jia', password: passwords.jia })
    await colleague.firstStart(passphrase, {
      serverUrl: networks.colleague.url,
      login: 'yi',
      password: passwords.yi,
    })
    const summary = await playTrip(lead, colleague, networks).catch(async (error: unknown) => {
      await Promise.all([lead.picture('failed'), colleague.picture('failed')])
      throw error
    })
    say('the bureau’s keeper of chains imports a chain, and the lead looks at it')
    const keeper = await Laptop.open('keeper', folder)
    open.unshift(keeper)
    await keeper.firstStart(passphrase, { serverUrl: server.url, login: 'gui', password: passwords.gui })
    const chain = await showChain(keeper, lead).catch(async (error: unknown) => {
      await Promise.all([lead.picture('failed'), keeper.picture('failed')])
      throw error
    })
    const seconds = Math.round((performance.now() - started) / 100) / 10
    console.log(
      JSON.stringify({ ...summary, chain, reportFile: files.report, ledgerFile: files.ledger, seconds }),
    )
    return 0
  } finally {
    for (const part of open) await part.stop()
    display.stop()
  }
})

interface Networks {
  readonly lead: { readonly cut: () => void; readonly restore: () => void }
  readonly colleague: { readonly cut: () => void; readonly restore: () => void }
}

interface Played {
  readonly enterprisesImported: string
  readonly visitsRecorded: number
  readonly visitsOnOtherDevice: number
  readonly slowestVisitSeconds: number
}

async function playTrip(lead: Laptop, colleague: Laptop, networks: Networks): Promise<Played> {
  say('importing the target list on the lead’s laptop and the customer ledger on the colleague’s')
  const enterprisesImported = await importFile(lead.app, lead.window, targetList)
  await lead.picture('import')
  await importFile(colleague.app, colleague.window, customerList)

  say('planning the trip')
  const today = localDay()
  const yesterday = localDay(1)
  const leadVisits = visitsOfLead(yesterday)
  await planTrip(lead.window, sampleTrip(yesterday, today))
  await lead.picture('trip')
  await lead.syncUntilDone()
  await colleague.syncUntilDone()
  await goTo(colleague.window, '行程')
  await colleague.window.getByText('赴深圳东莞新能源产业链招商').first().waitFor()

  say('cutting both networks and recording visits')
  networks.lead.cut()
  networks.colleague.cut()
  const seconds: number[] = []
  for (const visit of leadVisits) seconds.push(await recordVisit(lead.window, visit))
  await lead.picture('visit')
  for (const visit of visitsOfColleague) seconds.push(await recordVisit(colleague.window, visit))
  say(`lead: ${await untilOnlyHere(lead.window)}; colleague: ${await untilOnlyHere(colleague.window)}`)
  await colleague.picture('offline')

  say('restarting the colleague’s laptop')
  await colleague.restart(passphrase)
  await countVisits(colleague, visitsOfColleague.length)
  await untilOnlyHere(colleague.window)
  await colleague.picture('restarted')

  say('reconnecting and syncing')
  networks.lead.restore()
  networks.colleague.restore()
  await lead.syncUntilDone()
  await colleague.syncUntilDone()
  await lead.syncUntilDone()
  const all = leadVisits.length + visitsOfColleague.length
  await countVisits(colleague, all)
  await colleague.picture('visits')
  await countVisits(lead, all)
  await lead.picture('visits')

  say('exporting the report and the ledger')
  await goTo(lead.window, '行程')
  await lead.window.getByText('赴深圳东莞新能源产业链招商').first().click()
  await openReport(lead.window)
  await lead.picture('report')
  await exportReport(lead.app, lead.window, files.report)
  await exportLedger(lead.app, lead.window, files.ledger)
  for (const file of Object.values(files)) {
    const { size } = await stat(file)
    if (size < 5000) throw new Error(`${file} holds only ${size} bytes`)
  }
  return {
    enterprisesImported,
    visitsRecorded: all,
    visitsOnOtherDevice: visitsOfColleague.length,
    slowestVisitSeconds: Math.round(Math.max(...seconds) * 10) / 10,
  }
}

/** A chain from a spreadsheet, on another laptop as pictures and tables, with who was visited. @returns what was written */
async function showChain(keeper: Laptop, lead: Laptop): Promise<string> {
  await startChain(keeper.window, batteryChain)
  await readLinks(keeper, linksOfChain)
  await keeper.picture('chain-preview')
  await keeper.window.getByRole('button', { name: '取消' }).click()
  const written = await importLinks(keeper, linksOfChain)
  await keeper.picture('chain-links')
  await keeper.syncUntilDone()
  await lead.syncUntilDone()
  await goTo(lead.window, '产业链')
  await lead.window.getByText(batteryChain.name).first().click()
  for (const [name, tab] of Object.entries({
    panorama: '全景图',
    situation: '现状图',
    coverage: '走访覆盖',
  })) {
    await lead.window.getByRole('tab', { name: tab }).click()
    await lead.window.waitForTimeout(500)
    await lead.picture(`chain-${name}`)
  }
  await lead.window.getByRole('button', { name: '打印' }).first().click()
  await lead.window
    .getByRole('article', { name: /环节一览表/ })
    .first()
    .scrollIntoViewIfNeeded()
  await lead.picture('chain-table')
  return written
}

/** Waits until the list of visits shows `count` rows; fails when it never does. */
async function countVisits(laptop: Laptop, count: number): Promise<void> {
  await goTo(laptop.window, '走访')
  await laptop.window
    .getByText(new RegExp(`共 ${count} 条`))
    .first()
    .waitFor({ timeout: 60_000 })
}
