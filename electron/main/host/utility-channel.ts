import { utilityProcess } from 'electron'
import type { Channel } from './channel.ts'

/** The data host in a utility process. */
export function utilityChannel(script: string): Channel {
  const child = utilityProcess.fork(script, [], { serviceName: 'Outpost data host', stdio: 'pipe' })
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    onOutput: (listener) => {
      child.stdout?.on('data', (chunk: Buffer) => listener(chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString()))
    },
    kill: () => child.kill(),
  }
}
