import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { bundleFile } from './addresses.ts'
import { filesScheme } from './files-protocol.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Both schemes of the window, in the one call that is allowed. Must run before the app is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    { scheme: filesScheme, privileges: { standard: true, secure: true, stream: true } },
  ])
}

/** Serves the renderer's built files, and nothing outside their folder, with a content security policy. */
export function serveBundle(folder: string): void {
  protocol.handle('app', async (request) => {
    const file = bundleFile(folder, request.url)
    const type = file && types[extname(file)]
    if (request.method !== 'GET' || !file || !type) return new Response(null, { status: 404 })
    const nonce = randomBytes(16).toString('base64')
    try {
      const content = await readFile(file)
      const body =
        extname(file) === '.html'
          ? content.toString('utf8').replaceAll('__CSP_NONCE__', nonce)
          : new Uint8Array(content)
      return new Response(body, { headers: { ...headers(nonce), 'Content-Type': type } })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
}

function headers(nonce: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      `img-src 'self' blob: data: ${filesScheme}:`,
      `media-src blob: ${filesScheme}:`,
      "font-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
}
