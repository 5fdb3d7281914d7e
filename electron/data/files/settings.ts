import type { z } from 'zod'
import { FileSettings, type FileSettingsChange } from '#shared/contract/attachments.ts'
import { readMeta, writeMeta } from '../database/meta.ts'
import type { Reader, Writer } from '../database/schema.ts'

/** What the person chose about files on this device. */
export async function readFileSettings(db: Reader): Promise<FileSettings> {
  const kept = await readMeta(db, 'filesSettings')
  return FileSettings.parse(kept === undefined ? {} : JSON.parse(kept))
}

/** Changes some of the settings. @returns all of them afterwards */
export async function changeFileSettings(
  tx: Writer,
  change: z.infer<typeof FileSettingsChange>,
): Promise<FileSettings> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const settings = FileSettings.parse({ ...(await readFileSettings(tx)), ...given })
  await writeMeta(tx, 'filesSettings', JSON.stringify(settings))
  return settings
}
