import { connect, createServer, type Socket } from 'node:net'

/** How an answer reaches the device: these bytes, so fast, and then the end of the connection. */
export interface Delivery {
  readonly bytes: Buffer
  /** A closing is what a proxy does that gives up, a reset what a network does that breaks. */
  readonly end: 'close' | 'reset'
  /** Milliseconds between two bytes; none: at once. */
  readonly msPerByte?: number
  /** How many of the bytes come at once before the slow ones. */
  readonly atOnce?: number
}

export interface RecordedExchange {
  readonly path: string
  /** The request and the answer as they went over the wire, headers and all. */
  readonly request: Buffer
  readonly answer: Buffer
}

export interface TruncatingProxy {
  readonly url: string
  readonly exchanges: RecordedExchange[]
  /** Decides what happens to the answers that the server has already given. */
  fate: (exchange: RecordedExchange) => Delivery
  /** May answer in the place of the server, which then hears nothing. */
  refuse: (request: Buffer) => Buffer | null
  /** Whether answers come uncompressed, as behind a proxy that unpacks them. */
  plain: boolean
  /** Sends a request that once went by to the server again, as a network does that delivers twice. */
  readonly deliverAgain: (request: Buffer) => Promise<Buffer>
  readonly close: () => Promise<void>
}

export const untouched = ({ answer }: RecordedExchange): Delivery => ({ bytes: answer, end: 'close' })

/** Stands before a server, takes each answer whole and hands it on as the test says. One request a connection. */
export async function truncatingProxy(serverUrl: string): Promise<TruncatingProxy> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()

  const ask = (request: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const upstream = connect(Number(port), hostname)
      const chunks: Buffer[] = []
      upstream.on('data', (chunk: Buffer) => chunks.push(chunk))
      upstream.on('end', () => resolve(Buffer.concat(chunks)))
      upstream.on('error', reject)
      upstream.write(request)
    })

  const proxy: Omit<TruncatingProxy, 'url' | 'close'> = {
    exchanges: [],
    fate: untouched,
    refuse: () => null,
    plain: false,
    deliverAgain: ask,
  }

  const server = createServer({ noDelay: true }, (device) => {
    open.add(device)
    device.on('error', () => device.destroy())
    device.on('close', () => open.delete(device))
    let received = Buffer.alloc(0)
    device.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const request = wholeRequest(received)
      if (!request) return
      received = Buffer.alloc(0)
      serve(device, request).catch(() => device.destroy())
    })
  })

  async function serve(device: Socket, original: Buffer): Promise<void> {
    const request = forUpstream(original, proxy.plain)
    const path = /^\S+ ([^ ?]+)/.exec(request.toString('latin1'))?.[1] ?? ''
    const refusal = proxy.refuse(request)
    if (refusal) {
      device.end(refusal)
      return
    }
    const exchange = { path, request, answer: await ask(request) }
    proxy.exchanges.push(exchange)
    const { bytes, end, msPerByte, atOnce = 0 } = proxy.fate(exchange)
    const finish = () => (end === 'reset' ? device.resetAndDestroy() : device.end())
    if (msPerByte === undefined) {
      device.write(bytes, () => setTimeout(finish, 2))
      return
    }
    device.write(bytes.subarray(0, atOnce))
    let sent = atOnce
    const drip = setInterval(() => {
      if (device.destroyed || sent >= bytes.length) {
        clearInterval(drip)
        if (!device.destroyed) finish()
        return
      }
      device.write(bytes.subarray(sent, ++sent))
    }, msPerByte)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

const headEnd = '\r\n\r\n'

/** The bytes received so far when they are a whole request; undefined while some are missing. */
function wholeRequest(received: Buffer): Buffer | undefined {
  const at = received.indexOf(headEnd)
  if (at < 0) return undefined
  const head = received.subarray(0, at).toString('latin1')
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
  const whole = at + headEnd.length + length
  return received.length >= whole ? received.subarray(0, whole) : undefined
}

/** Asks the server to end the connection after its answer, so that the answer's end is known. */
function forUpstream(request: Buffer, plain: boolean): Buffer {
  const at = request.indexOf(headEnd)
  const [first, ...fields] = request.subarray(0, at).toString('latin1').split('\r\n')
  const kept = fields.filter(
    (field) => !/^connection:/i.test(field) && !(plain && /^accept-encoding:/i.test(field)),
  )
  const head = [first, ...kept, 'connection: close'].join('\r\n') + headEnd
  return Buffer.concat([Buffer.from(head, 'latin1'), request.subarray(at + headEnd.length)])
}

/** Where the body of an answer begins. */
export function bodyStart(answer: Buffer): number {
  return answer.indexOf(headEnd) + headEnd.length
}

/** The answer of a server that says nothing of its length: the end of the connection ends it. */
export function withoutLength(answer: Buffer): Buffer {
  const at = answer.indexOf(headEnd)
  const head = answer
    .subarray(0, at)
    .toString('latin1')
    .split('\r\n')
    .filter((field) => !/^(content-length|transfer-encoding):/i.test(field))
    .join('\r\n')
  return Buffer.concat([Buffer.from(head + headEnd, 'latin1'), answer.subarray(at + headEnd.length)])
}

/** The first bytes of an answer and never all of it: one that is asked for again may be a few bytes shorter. */
export const cutAt = (answer: Buffer, at: number): Buffer =>
  answer.subarray(0, Math.min(at, answer.length - 1))

/** Every byte of the head's first line and of the body's two ends, and some in between: where to cut an answer. */
export function sampledBytes(answer: Buffer, inBetween: number): number[] {
  const body = bodyStart(answer)
  const near = (from: number, n: number) => Array.from({ length: n }, (_, index) => from + index)
  const spread = Array.from({ length: inBetween }, (_, index) =>
    Math.floor(((index + 0.5) * answer.length) / inBetween),
  )
  const all = [...near(0, 4), ...near(body - 4, 12), ...near(answer.length - 14, 14), ...spread]
  return [...new Set(all)].filter((at) => at >= 0 && at < answer.length).sort((a, b) => a - b)
}
