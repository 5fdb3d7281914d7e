import { randomUUID } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { z } from 'zod'
import type { NearbyLaptop } from '#shared/contract/exchange.ts'

/** A port without another known use, and a multicast group that routers keep within the local network. */
const usualPort = 47_809
const group = '239.255.47.80'
const everyMs = 1500
/** After three calls that did not come a laptop is not waiting any more. */
const seenForMs = 5000
/** Nobody has looked at the list for so long: the screen is closed. */
const idleMs = 10_000
/** A crowded hall, or somebody who makes laptops up. */
const mostSeen = 20
const longestCall = 512

/** What a waiting laptop calls out. Its address is where the call comes from, not what it says. */
const Call = z.object({
  outpost: z.literal(1),
  /** Tells its own calls, which it hears too. */
  id: z.string().max(64),
  name: z.string().max(120),
  port: z.number().int().min(1).max(65_535),
})

/** Calls of laptops that wait on this network, and one's own. */
export interface Nearby {
  /** Calls out that this laptop waits there, until the next `quiet`. */
  readonly call: (at: { readonly address: string; readonly port: number }) => void
  readonly quiet: () => void
  /** Who waits nearby. The first question begins the listening; it ends when nobody has asked for a while. */
  readonly seen: () => readonly NearbyLaptop[]
  readonly close: () => void
}

/**
 * Finds waiting laptops on the local network. What it finds is a convenience and proves nothing: anybody can call
 * out any name. The six digits that both people compare tell who is there (docs/adr/0010).
 * @param name of this laptop, as its calls say
 */
export function nearbyLaptops(name: string, port = usualPort): Nearby {
  const own = randomUUID()
  const seen = new Map<string, NearbyLaptop & { readonly until: number }>()
  let ear: Socket | null = null
  let idle: NodeJS.Timeout | undefined
  let caller: { socket: Socket; timer: NodeJS.Timeout } | null = null

  const hear = (text: Buffer, address: string) => {
    const call = text.length <= longestCall ? Call.safeParse(parsed(text)) : null
    if (!call?.success || call.data.id === own) return
    const { id } = call.data
    if (!seen.has(id) && seen.size >= mostSeen) return
    seen.set(id, {
      name: legible(call.data.name),
      address,
      port: call.data.port,
      until: Date.now() + seenForMs,
    })
  }
  const listen = () => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    ear = socket
    // Without this list there is still the address on the other screen.
    socket.on('error', () => deaf())
    socket.on('message', (text, from) => hear(text, from.address))
    socket.bind({ port, exclusive: false }, () => {
      for (const { address } of interfaces()) quietly(() => socket.addMembership(group, address))
    })
    socket.unref()
  }
  const deaf = () => {
    clearTimeout(idle)
    const socket = ear
    ear = null
    seen.clear()
    if (socket) quietly(() => socket.close())
  }
  const quiet = () => {
    if (!caller) return
    clearInterval(caller.timer)
    const { socket } = caller
    caller = null
    quietly(() => socket.close())
  }
  return {
    call: ({ address, port: waitsAt }) => {
      quiet()
      const text = Buffer.from(
        JSON.stringify({ outpost: 1, id: own, name: name.slice(0, 60), port: waitsAt }),
      )
      const socket = createSocket('udp4')
      socket.on('error', () => quiet())
      socket.unref()
      const shout = () => {
        for (const target of [group, broadcastOf(address)])
          if (target) quietly(() => socket.send(text, port, target, () => undefined))
      }
      const timer = setInterval(shout, everyMs)
      timer.unref()
      caller = { socket, timer }
      socket.bind({ address, port: 0 }, () => {
        quietly(() => socket.setBroadcast(true))
        quietly(() => socket.setMulticastTTL(1))
        quietly(() => socket.setMulticastInterface(address))
        shout()
      })
    },
    quiet,
    seen: () => {
      if (!ear) listen()
      clearTimeout(idle)
      idle = setTimeout(deaf, idleMs)
      idle.unref()
      for (const [id, { until }] of seen) if (until < Date.now()) seen.delete(id)
      return [...seen.values()]
        .map(({ until: _, ...laptop }) => laptop)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    close: () => {
      quiet()
      deaf()
    },
  }
}

function interfaces() {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv4')
}

/** The address that everybody on an interface's network hears: many wireless networks drop the group's. */
function broadcastOf(address: string): string | null {
  const netmask = interfaces().find((known) => known.address === address)?.netmask
  if (netmask === undefined) return null
  const mask = netmask.split('.').map(Number)
  return address
    .split('.')
    .map((part, at) => Number(part) | (255 - (mask[at] ?? 255)))
    .join('.')
}

const legible = (name: string) => name.replace(/\p{C}/gu, ' ').trim().slice(0, 60)

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
}

/** A network that does not know groups or broadcasts, or a socket that has just closed. */
function quietly(act: () => void): void {
  try {
    act()
  } catch {
    // What could not be called out is typed in.
  }
}
