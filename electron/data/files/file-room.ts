import type { Store } from '../database/open-database.ts'
import { type FileCabinet, openCabinet } from './cabinet.ts'
import { type Intakes, openIntakes } from './intake.ts'
import { openPhotoFolder, type PhotoFolderReader } from './photo-folder.ts'
import { sweepLeftovers } from './transfers.ts'

/** The files of this device while the vault is open. */
export interface FileRoom {
  readonly cabinet: FileCabinet
  readonly intakes: Intakes
  readonly photos: PhotoFolderReader
  /** Gives up what is half taken in and removes the readable copies. */
  readonly close: () => Promise<void>
}

/** @param folder the profile's folder */
export async function openFileRoom(store: Store, folder: string): Promise<FileRoom> {
  const cabinet = await openCabinet(store, folder)
  await sweepLeftovers(store, cabinet)
  const intakes = openIntakes(cabinet)
  return {
    cabinet,
    intakes,
    photos: openPhotoFolder(),
    close: async () => {
      await intakes.cancelAll()
      cabinet.removeOpened()
    },
  }
}
