import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { protocol, shell } from 'electron'
import { z } from 'zod'
import type { CallOutcome } from '#shared/contract/window.ts'
import { attachmentOf, type ByteRange, rangeOf } from './files-address.ts'
import type { HostSupervisor } from './host/supervisor.ts'

/** The scheme under which the window shows attachments. Its addresses hold an opaque id, never a path or a name. */
export const filesScheme = 'outpost-file'

const pieceBytes = 1024 * 1024
/** Calls of main itself come from no window. */
const mainItself = 0

const Piece = z.object({
  bytes: z.instanceof(Uint8Array),
  size: z.number().int(),
  mime: z.string(),
  etag: z.string(),
})
type Piece = z.infer<typeof Piece>

/** What a page may show in place; anything else is only handed out as a file. */
const shown = /^(image\/(jpeg|png|gif|webp|bmp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

/** Shows attachments: decrypted in memory, a piece at a time, with ranges for sound and film. Nothing is cached. */
export function serveFiles(host: () => HostSupervisor | null): void {
  protocol.handle(filesScheme, async (request) => {
    const id = attachmentOf(request.url, filesScheme)
    if ((request.method !== 'GET' && request.method !== 'HEAD') || id === undefined) return notFound()
    const read = async (start: number, end: number): Promise<Piece | undefined> => {
      const outcome = await host()?.call(mainItself, 'attachments.read', { id, start, end })
      return outcome?.ok ? Piece.safeParse(outcome.value).data : undefined
    }
    const facts = await read(0, 0)
    if (!facts) return notFound()
    const range = rangeOf(request.headers.get('range'), facts.size)
    if (range === 'unsatisfiable')
      return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${facts.size}` } })
    const part = range ?? { start: 0, end: facts.size }
    return new Response(request.method === 'HEAD' ? null : streamOf(part, read), {
      status: range ? 206 : 200,
      headers: {
        ...headersOf(facts),
        'Content-Length': String(part.end - part.start),
        ...(range ? { 'Content-Range': `bytes ${part.start}-${part.end - 1}/${facts.size}` } : {}),
      },
    })
  })
}

const notFound = () => new Response(null, { status: 404 })

function headersOf({ mime, etag }: Piece): Record<string, string> {
  const inPlace = shown.test(mime)
  return {
    'Content-Type': inPlace ? mime : 'application/octet-stream',
    'Content-Disposition': inPlace ? 'inline' : 'attachment',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
    ETag: `"${etag}"`,
  }
}

function streamOf(
  { start, end }: ByteRange,
  read: (start: number, end: number) => Promise<Piece | undefined>,
): ReadableStream<Uint8Array> {
  let at = start
  return new ReadableStream({
    async pull(controller) {
      if (at >= end) return controller.close()
      const piece = await read(at, Math.min(end, at + pieceBytes))
      if (!piece || piece.bytes.length === 0) return controller.error(new Error('the file ended early'))
      at += piece.bytes.length
      controller.enqueue(new Uint8Array(piece.bytes))
    },
  })
}

const Unsealed = z.object({ path: z.string() })

/**
 * Opens an attachment in the program that the system has for it: the one way by which readable content reaches the
 * disk, asked for by a person. The copy lies in a private folder and goes with the session.
 */
export async function openOutside(host: HostSupervisor, input: unknown): Promise<CallOutcome> {
  const { id } = z.object({ id: z.uuid() }).parse(input)
  const outcome = await host.call(mainItself, 'attachments.unseal', { id })
  if (!outcome.ok) return outcome
  const problem = await shell.openPath(Unsealed.parse(outcome.value).path)
  return problem === ''
    ? { ok: true, value: null, tables: [] }
    : { ok: false, code: 'file/no-program', details: {} }
}

/** Removes what other programs were given to open: at the start, and when the app leaves. */
export function removeOpened(userData: string): void {
  try {
    rmSync(join(userData, 'opened'), { recursive: true, force: true, maxRetries: 3, retryDelay: 50 })
  } catch {
    // A program still holds one of them (Windows): it goes at the next start.
  }
}
