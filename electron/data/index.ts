import { channelToMain } from './host/channel.ts'
import { runDataHost } from './host/data-host.ts'
import { endpoints } from './host/handlers.ts'
import { processLog } from './host/log.ts'
import { startSync } from './sync/start-sync.ts'

process.on('uncaughtException', (error) => {
  processLog.error('uncaught', error)
  // What was committed is safe on the disk; main starts a fresh host.
  process.exit(1)
})
process.on('unhandledRejection', (error) => processLog.error('unhandled rejection', error))

runDataHost({
  channel: channelToMain(),
  endpoints,
  startSync,
  log: processLog,
  exit: () => process.exit(0),
})
