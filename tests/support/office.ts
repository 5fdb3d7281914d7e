import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CuttableNetwork, openNetwork } from '../../scripts/drive/cuttable-network.ts'
import type { SignIn } from '../../scripts/drive/first-start.ts'
import { Laptop, type Special } from '../../scripts/drive/laptop.ts'
import {
  createSampleOrganisation,
  type SampleOrganisation,
} from '../../server/administration/sample-organisation.ts'
import { type RunningServer, startServer } from '../../server/start.ts'

export const passphrase = '晴天 高铁 名片 茶杯'

/** Logins of the sample organisation and their passwords. */
const passwords = {
  jia: 'yangli-jia-2026',
  yi: 'yangli-yi-2026',
  bing: 'yangli-bing-2026',
  ding: 'yangli-ding-2026',
  gui: 'yangli-gui-2026',
}
export type Login = keyof typeof passwords

/** A server with the sample organisation, and laptops that sign in to it, each over a network of its own. */
export interface Office {
  readonly server: RunningServer
  readonly organisation: SampleOrganisation
  /** Folder below which everything lies; its name holds spaces and Chinese. */
  readonly folder: string
  readonly account: (login: Login, network?: CuttableNetwork) => SignIn
  readonly network: () => Promise<CuttableNetwork>
  /** Opens the app on a new profile without any first step. */
  readonly open: (name: string, special?: Special) => Promise<Laptop>
  /** Opens the app on a new profile, sets the passphrase and signs in. */
  readonly laptopOf: (login: Login, network?: CuttableNetwork) => Promise<Laptop>
  readonly close: () => Promise<void>
}

/** Starts a real server on a real PostgreSQL. Every laptop opened here is closed by `close`. */
export async function openOffice(): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost 张三 测试 '))
  const server = await startServer({ dataDir: join(folder, 'server') })
  const organisation = await createSampleOrganisation(server.database, passwords)
  const closing: (() => Promise<void>)[] = []
  const account = (login: Login, network?: CuttableNetwork): SignIn => ({
    serverUrl: network?.url ?? server.url,
    login,
    password: passwords[login],
  })
  const open = async (name: string, special: Special = {}) => {
    const laptop = await Laptop.open(name, folder, special)
    closing.push(() => laptop.stop())
    return laptop
  }
  return {
    server,
    organisation,
    folder,
    account,
    open,
    async network() {
      const network = await openNetwork(server.url)
      closing.push(network.stop)
      return network
    },
    async laptopOf(login, network) {
      const laptop = await open(login)
      await laptop.firstStart(passphrase, account(login, network))
      return laptop
    },
    async close() {
      for (const stop of closing.reverse()) await stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
