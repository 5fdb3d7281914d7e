import type { Channel } from './channel.ts'
import { forkedChannel } from './forked-channel.ts'
import { utilityChannel } from './utility-channel.ts'

/** Node-API version that the SQLite addon needs. */
const neededNodeApi = 10

/** True when this Electron can load the SQLite addon in a utility process of its own. */
function canLoadAddon(nodeApi: string | undefined): boolean {
  return Number(nodeApi ?? 0) >= neededNodeApi
}

/**
 * Starts the data host. In a current Electron it is a utility process; on an older one, whose Node-API is too
 * old for the addon, the same file runs on the Node program that `OUTPOST_NODE` names.
 * @param script absolute path of the bundled data host
 * @throws Error when this Electron is too old and `OUTPOST_NODE` is not set
 */
export function startHostProcess(script: string): Channel {
  if (canLoadAddon(process.versions.napi)) return utilityChannel(script)
  const node = process.env.OUTPOST_NODE
  if (!node) {
    throw new Error(`Electron ${process.versions.electron} needs OUTPOST_NODE, the path of a Node 24 program`)
  }
  return forkedChannel(script, node)
}
