import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { type LaunchedApp, type LaunchOptions, launchApp } from '../electron-launch.ts'
import { createVault, type SignIn, signIn, unlock } from './first-start.ts'
import { syncNow, untilUploaded } from './sync.ts'

const patienceMs = 20_000

/** What a laptop's programs find in their environment, and what is loaded before the app, where it is not as usual. */
export type Special = Pick<LaunchOptions, 'env' | 'preload'>

/** One laptop of a story (demonstration, end-to-end test): a profile of its own and the app open on it. */
export class Laptop {
  readonly #name: string
  readonly #folder: string
  readonly #special: Special
  #launched: LaunchedApp
  #pictures = 0

  private constructor(name: string, folder: string, special: Special, launched: LaunchedApp) {
    this.#name = name
    this.#folder = folder
    this.#special = special
    this.#launched = launched
    launched.window.setDefaultTimeout(patienceMs)
  }

  /** Opens the app on a new profile below `folder`. @param special what is not as on every laptop */
  static async open(name: string, folder: string, special: Special = {}): Promise<Laptop> {
    return new Laptop(name, folder, special, await launch(name, folder, special))
  }

  get app(): ElectronApplication {
    return this.#launched.app
  }

  get window(): Page {
    return this.#launched.window
  }

  /** What the app printed since it was opened, with the console of its window. */
  get output(): string {
    return this.#launched.output()
  }

  async firstStart(passphrase: string, account: SignIn): Promise<void> {
    await createVault(this.window, passphrase)
    await signIn(this.window, account)
  }

  /** Folder that holds everything of this user. */
  get profile(): string {
    return profileOf(this.#name, this.#folder)
  }

  /** Quits the app, unless it ended already, and opens it again. */
  async reopen(): Promise<void> {
    await this.#launched.close()
    this.#launched = await launch(this.#name, this.#folder, this.#special)
    this.window.setDefaultTimeout(patienceMs)
  }

  /** Quits the app, opens it again and unlocks it. */
  async restart(passphrase: string): Promise<void> {
    await this.reopen()
    await unlock(this.window, passphrase)
  }

  /** Presses "sync now" until everything of this laptop is on the server. */
  async syncUntilDone(): Promise<void> {
    await syncNow(this.window)
    await untilUploaded(this.window)
  }

  /** Takes a picture of the window as it is. */
  async picture(of: string): Promise<void> {
    this.#pictures += 1
    const number = String(this.#pictures).padStart(2, '0')
    await this.window.screenshot({ path: join(this.#folder, `${this.#name}-${number}-${of}.png`) })
  }

  async stop(): Promise<void> {
    await this.#launched.close()
  }
}

/** Where everything of a laptop's user lies. */
export const profileOf = (name: string, folder: string) => join(folder, 'profiles', name)

function launch(name: string, folder: string, special: Special): Promise<LaunchedApp> {
  return launchApp({ profile: profileOf(name, folder), language: 'zh-CN', ...special })
}
