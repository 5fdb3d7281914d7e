import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { diskStorage } from '../../server/files/disk-storage.ts'
import { type Tidied, tidyFiles } from '../../server/files/housekeeping.ts'
import { attachmentOf, filesOf, picture } from './attachment-files.ts'
import type { ServerDevice } from './server-device.ts'
import { type TestServer, testServer } from './server-organisation.ts'

export interface FileRoom {
  readonly server: TestServer
  readonly folder: string
  readonly files: (device: Pick<ServerDevice, 'token'>) => ReturnType<typeof filesOf>
  readonly tidy: () => Promise<Tidied>
  /** Pushes the record of an attachment with these bytes. @returns its id */
  readonly record: (device: ServerDevice, bytes: Buffer, values?: object) => Promise<string>
  /** Names in the storage, once what goes in the background is gone. */
  readonly stored: () => Promise<string[]>
  readonly close: () => Promise<void>
}

/** A server with the sample organisation whose files stand in a folder of the test's. */
export async function fileRoom(): Promise<FileRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-files-'))
  const server = await testServer({ files: diskStorage(folder) })
  return {
    server,
    folder,
    files: (device) => filesOf(server.app, device),
    tidy: () => tidyFiles(server.db, diskStorage(folder), server.time.now),
    record: async (device, bytes, values = {}) => {
      const op = attachmentOf(device, bytes, { ...values })
      const [result] = await device.push(op)
      if (result?.status !== 'applied') throw new Error(JSON.stringify(result))
      return op.id
    },
    stored: async () => {
      for (let round = 0; round < 50; round++) {
        const left = await server.db.selectFrom('file_removals').select('key').execute()
        if (left.length === 0) break
        await sleep(20)
      }
      return (await readdir(folder)).filter((name) => name !== 'outpost-files')
    },
    close: async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** `fileRoom` for all stories of a test file, with three devices; each story begins with the whole space. */
export function sharedFileRoom() {
  let room: FileRoom
  const devices = new Map<Login, ServerDevice>()
  const signIn = async (login: Login) => {
    devices.set(login, await room.server.device(login))
  }
  const device = (login: Login): ServerDevice => {
    const found = devices.get(login)
    if (!found) throw new Error('the room is not open yet')
    return found
  }
  beforeAll(async () => {
    room = await fileRoom()
    for (const login of ['jia', 'bing', 'yi'] as const) await signIn(login)
  })
  beforeEach(async () => {
    await room.server.db.updateTable('organisation').set({ file_quota: null }).execute()
  })
  afterAll(() => room.close())
  return {
    get server() {
      return room.server
    },
    get folder() {
      return room.folder
    },
    get jia() {
      return device('jia')
    },
    get bing() {
      return device('bing')
    },
    get yi() {
      return device('yi')
    },
    /** A new device takes the place of one that was signed out. */
    signIn,
    files: (from: Pick<ServerDevice, 'token'>) => room.files(from),
    record: (from: ServerDevice, bytes: Buffer, values = {}) => room.record(from, bytes, values),
    stored: () => room.stored(),
    tidy: () => room.tidy(),
  }
}

type Login = 'jia' | 'bing' | 'yi'

let serial = 0
/** A picture that no other test has. */
export const freshPicture = (size = 3000) => Buffer.concat([picture(size), Buffer.from(String(serial++))])
