import { join } from 'node:path'
import { chooseOpenPath, chooseSavePath } from '../drive/files.ts'
import type { Laptop } from '../drive/laptop.ts'
import { openPath } from '../drive/navigate.ts'
import { callIn } from './screen-content.ts'

/** Takes a picture of a laptop's window under a name. */
export type TakePicture = (laptop: Laptop, name: string) => Promise<void>

/** Two laptops hand work to each other: in a file, as written and as read, and directly after comparing a code. */
export async function exchangeScene(
  { giver, taker, folder }: { readonly giver: Laptop; readonly taker: Laptop; readonly folder: string },
  take: TakePicture,
): Promise<void> {
  const path = join(folder, '样例交换.outpost')
  await openPath(giver.window, '/sync/exchange')
  await chooseSavePath(giver.app, path)
  await giver.window.getByRole('combobox').first().click()
  await giver.window.getByTitle(/样例癸/).click()
  await giver.window.getByRole('button', { name: /^(写成文件|Write the file)/ }).click()
  await take(giver, 'exchange-write')

  await openPath(taker.window, '/sync/exchange')
  await chooseOpenPath(taker.app, path)
  await taker.window.getByRole('button', { name: /^(选择文件|Choose a file)/ }).click()
  await take(taker, 'exchange-read')

  for (const { window } of [giver, taker]) await openPath(window, '/sync/exchange')
  await callIn(taker.window, 'exchange.listen', { address: '127.0.0.1' })
  const address = taker.window.locator('output')
  await address.waitFor()
  await take(taker, 'exchange-listening')
  const [host, port] = ((await address.textContent()) ?? '').split(':')
  await callIn(giver.window, 'exchange.connect', { address: host, port: Number(port) })
  await giver.window.getByLabel(/^(核对数字|The digits|Digits)/).waitFor()
  await take(giver, 'exchange-code')
  for (const { window } of [giver, taker]) await callIn(window, 'exchange.stop', {})
}
