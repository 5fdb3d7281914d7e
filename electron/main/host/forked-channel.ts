import { fork } from 'node:child_process'
import type { FromHost } from '#shared/contract/channel.ts'
import type { Channel } from './channel.ts'
import { hostFlags } from './host-flags.ts'

/**
 * The data host on a Node program of its own, for an Electron whose Node-API is too old for the SQLite addon.
 * @param script absolute path of the bundled data host
 * @param node absolute path of Node 24
 */
export function forkedChannel(script: string, node: string): Channel {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const child = fork(script, [], {
    execPath: node,
    execArgv: [...hostFlags],
    env,
    serialization: 'advanced',
    silent: true,
  })
  return {
    post: (message) => {
      if (child.connected) child.send(message)
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromHost)),
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    onOutput: (listener) => {
      child.stdout?.on('data', (chunk: Buffer) => listener(chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString()))
    },
    kill: () => child.kill('SIGKILL'),
  }
}
