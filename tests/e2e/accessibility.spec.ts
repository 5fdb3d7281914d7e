import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { batteryChain, createChain } from '../../scripts/drive/chains.ts'
import { goTo, openPath } from '../../scripts/drive/navigate.ts'
import { planTrip } from '../../scripts/drive/trips.ts'
import { recordVisit } from '../../scripts/drive/visits.ts'
import { type Office, openOffice, passphrase } from '../support/office.ts'

/** The app's screens by their addresses; `:trip` and the like stand for a record that is there. */
const places = [
  '/today',
  '/visits',
  '/visits/:visit',
  '/visits/:visit/edit',
  '/visits/new',
  '/trips',
  '/trips/:trip',
  '/trips/:trip/edit',
  '/trips/:trip/report',
  '/trips/new',
  '/enterprises',
  '/enterprises/:enterprise',
  '/enterprises/:enterprise/edit',
  '/contacts',
  '/contacts/new',
  '/contacts/card',
  '/projects',
  '/projects/new',
  '/policies',
  '/target-lists',
  '/duplicates',
  '/minutes/new?visit=:visit',
  '/promises?tab=followUps',
  '/promises?tab=demands',
  '/promises?tab=commitments',
  '/imports',
  '/sync',
  '/settings',
]

/** The screens of the chains, which are for whoever keeps them. */
const placesOfChains = [
  '/chains',
  '/chains/new',
  '/chains/:chain',
  '/chains/:chain?tab=panorama',
  '/chains/:chain?tab=situation',
  '/chains/:chain?tab=coverage',
  '/chains/:chain?tab=enterprises',
  '/chains/:chain/print',
]

/** What axe calls serious or critical, each with the elements it is about; `rules` where not all of them are asked for. */
async function seriousFaults(window: Page, rules?: string[]): Promise<string[]> {
  // The app allows no second page to be opened, where axe would finish in its usual mode.
  const axe = new AxeBuilder({ page: window }).setLegacyMode(true)
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html}`))
}

test.describe('Everyone can use the app', () => {
  let office: Office
  test.beforeAll(async () => {
    office = await openOffice()
  })
  test.afterAll(async () => {
    await office.close()
  })

  test('no screen has a serious fault of accessibility, in the light or in the dark', async () => {
    test.setTimeout(240_000)
    const laptop = await office.open('无障碍')
    const { window } = laptop
    const { faults, check } = faultsOf(window)
    await window.getByRole('button', { name: '设置口令' }).waitFor()
    await check('first start')
    await laptop.firstStart(passphrase, office.account('jia'))

    const day = await window.evaluate<string>('new Date().toLocaleDateString("sv")')
    await planTrip(window, {
      title: '赴深圳招商',
      startOn: day,
      endOn: day,
      cities: ['深圳'],
      filingNo: '样招函〔2026〕18号',
      purpose: '对接新材料企业',
      members: [{ name: '甲', role: '团长' }],
      legs: [{ day: 0, half: '上午', activity: '拜访样例新材料' }],
    })
    const trip = await idIn(window, 'trips')
    await recordVisit(window, {
      enterprise: '样例新材料有限公司',
      isNew: true,
      theirPeople: ['王五 总经理'],
      topics: '选址',
      nextStep: '寄资料',
    })
    await window.getByRole('button', { name: '查看记录' }).click()
    const visit = await idIn(window, 'visits')
    await window.getByRole('link', { name: '样例新材料有限公司' }).first().click()
    const enterprise = await idIn(window, 'enterprises')

    await walk(window, places, { ':trip': trip, ':visit': visit, ':enterprise': enterprise }, check)
    // A link under the pointer is read too.
    await openPath(window, `/trips/${trip}/report`)
    await window.getByRole('complementary', { name: '导出前请核对' }).getByRole('button').first().hover()
    await check('深色 a link under the pointer', ['color-contrast'])
    for (const key of ['Control+k', '?']) {
      await openPath(window, '/today')
      await window.keyboard.press(key)
      await window.getByRole('dialog').waitFor()
      await window.keyboard.press('Escape')
    }
    expect(faults).toEqual({})
    // Whatever the policy refuses is said in the console, and would be something that does not look as it was made.
    const refused = laptop.output
      .split('\n')
      .filter((line) => /Content Security Policy|Refused to/i.test(line))
    expect(refused).toEqual([])
  })

  test('no screen of the chains has one for whoever keeps them', async () => {
    test.setTimeout(120_000)
    const { window } = await office.laptopOf('gui')
    const { faults, check } = faultsOf(window)
    await createChain(window, batteryChain)
    await walk(window, placesOfChains, { ':chain': await idIn(window, 'chains') }, check)
    expect(faults).toEqual({})
  })
})

type Check = (place: string, rules?: string[]) => Promise<void>

/** What is found wrong in a window, by the place where it was. */
function faultsOf(window: Page) {
  const faults: Record<string, string[]> = {}
  const check: Check = async (place, rules) => {
    const found = await seriousFaults(window, rules)
    if (found.length > 0) faults[place] = found
  }
  return { faults, check }
}

/** Goes to every place in the light and in the dark and looks at it. @param ids what stands for `:trip` and the like */
async function walk(
  window: Page,
  paths: readonly string[],
  ids: Readonly<Record<string, string>>,
  check: Check,
): Promise<void> {
  for (const look of ['浅色', '深色']) {
    await goTo(window, '设置')
    await window.getByRole('radio', { name: look }).check()
    // What the mouse lies on has colours of its own: the choice above would leave it on whatever a screen has there.
    await window.mouse.move(0, 0)
    for (const place of paths) {
      const path = Object.entries(ids).reduce((text, [name, id]) => text.replace(name, id), place)
      await window.evaluate("document.querySelector('main h1')?.setAttribute('data-before', '')")
      await openPath(window, path)
      // Another tab of the same screen keeps its heading.
      await window
        .locator('main h1:not([data-before])')
        .first()
        .waitFor({ timeout: 2000 })
        .catch(() => null)
      await window.locator('h1').first().waitFor()
      await window.waitForTimeout(300)
      // The dark look has colours of its own and nothing else.
      await check(`${look} ${place}`, look === '深色' ? ['color-contrast'] : undefined)
    }
  }
}

/** The id of the record whose page is shown. */
async function idIn(window: Page, topic: string): Promise<string> {
  const page = new RegExp(`/${topic}/([0-9a-f-]{36})`)
  await window.waitForURL(page)
  return page.exec(window.url())?.[1] ?? ''
}
