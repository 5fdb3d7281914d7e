import { createCipheriv, createDecipheriv } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { AppError } from '#shared/contract/errors.ts'
import { BundleContents, BundleHeader, bundleFormat, bundleLimit } from '#shared/sync/bundle.ts'

/*
 * The file: `OUTPOSTX`, one byte of format, four bytes (big endian) of the header's length, the header as JSON text,
 * the encrypted contents, sixteen bytes of AES-256-GCM tag. Everything before the contents is authenticated with them.
 */
const magic = Buffer.from('OUTPOSTX', 'latin1')
const fixedBytes = magic.length + 5
const longestHeader = 4096
const tagBytes = 16
/** Each key serves for one bundle, so the nonce need not differ. */
const nonce = Buffer.alloc(12)

/** A bundle's outside, read without any key. */
export interface SealedBundle {
  readonly header: BundleHeader
  /** Exact text of the header. */
  readonly headerText: string
  readonly authenticated: Uint8Array
  readonly sealed: Uint8Array
  readonly tag: Uint8Array
}

/** Compresses and encrypts contents. @throws AppError exchange/too-large */
export function sealBundle(header: BundleHeader, contents: BundleContents, key: Uint8Array): Buffer {
  const authenticated = opening(header)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(authenticated)
  const sealed = [cipher.update(gzipSync(JSON.stringify(contents))), cipher.final()]
  const bundle = Buffer.concat([authenticated, ...sealed, cipher.getAuthTag()])
  if (bundle.length > bundleLimit.bytes) throw new AppError('exchange/too-large')
  return bundle
}

/** The text of a header as it stands in the file. */
export const headerText = (header: BundleHeader): string => JSON.stringify(header)

function opening(header: BundleHeader): Buffer {
  const text = Buffer.from(headerText(header), 'utf8')
  const length = Buffer.alloc(5)
  length.writeUInt8(bundleFormat, 0)
  length.writeUInt32BE(text.length, 1)
  return Buffer.concat([magic, length, text])
}

/**
 * Reads a bundle's outside.
 * @throws AppError exchange/not-a-bundle, exchange/newer-version, exchange/damaged, exchange/too-large
 */
export function parseBundle(bytes: Uint8Array): SealedBundle {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length > bundleLimit.bytes) throw new AppError('exchange/too-large')
  if (!file.subarray(0, magic.length).equals(magic)) throw new AppError('exchange/not-a-bundle')
  if (file.length < fixedBytes + tagBytes) throw new AppError('exchange/damaged')
  const format = file.readUInt8(magic.length)
  if (format > bundleFormat) throw new AppError('exchange/newer-version')
  const length = file.readUInt32BE(magic.length + 1)
  const end = fixedBytes + length
  if (format !== bundleFormat || length > longestHeader || end + tagBytes > file.length)
    throw new AppError('exchange/damaged')
  const text = file.subarray(fixedBytes, end).toString('utf8')
  const header = BundleHeader.safeParse(jsonOf(text))
  if (!header.success) throw new AppError('exchange/damaged')
  return {
    header: header.data,
    headerText: text,
    authenticated: file.subarray(0, end),
    sealed: file.subarray(end, file.length - tagBytes),
    tag: file.subarray(file.length - tagBytes),
  }
}

/** Decrypts and unpacks. @throws AppError exchange/damaged when a single bit is not as it was written */
export function openBundle(bundle: SealedBundle, key: Uint8Array): BundleContents {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(bundle.authenticated)
    cipher.setAuthTag(bundle.tag)
    const packed = Buffer.concat([cipher.update(bundle.sealed), cipher.final()])
    const text = gunzipSync(packed, { maxOutputLength: bundleLimit.unpacked }).toString('utf8')
    return BundleContents.parse(JSON.parse(text))
  } catch (error) {
    throw new AppError('exchange/damaged', {}, { cause: error })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
