import type { HostEvent } from '#shared/contract/channel.ts'
import { bridge } from './client.ts'

type Listener = (event: HostEvent) => void
const listeners = new Set<Listener>()
let listening = false

/** Listens to the data host's announcements over one shared subscription. Returns the function that stops. */
export function onHostEvent(listener: Listener): () => void {
  if (!listening) {
    listening = true
    bridge().onEvent((event) => {
      for (const each of [...listeners]) each(event)
    })
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
