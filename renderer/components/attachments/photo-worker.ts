import exifr from 'exifr'
import { withoutMetadata } from '#shared/domain/jpeg.ts'

/** What the worker is asked to do with a picture. */
export interface PhotoJob {
  readonly id: number
  readonly picture: Blob
  /** What may be kept of what the camera wrote. */
  readonly keep: 'time-and-place' | 'time' | 'none'
  /** The file as the camera made it, in place of a smaller copy. */
  readonly original: boolean
}

export interface PreparedPhoto {
  /** The file to keep. */
  readonly file: Blob
  readonly width: number | null
  readonly height: number | null
  readonly takenAt: string | null
  readonly coordinates: { readonly lat: number; readonly lng: number } | null
  /** Base64 of a small picture. */
  readonly thumb: string | null
  /** The camera wrote something into it that could not be taken out (a format that this program cannot write). */
  readonly uncleaned: boolean
}

export type PhotoAnswer = { readonly id: number; readonly photo: PreparedPhoto | null }

const longestSide = 2560
const quality = 0.85
/** A photo below this size is not made smaller. */
const smallEnough = 700_000
/** Largest preview in a record, before base64. */
const thumbBytes = 12 * 1024
const thumbSides = [240, 200, 160, 120]

addEventListener('message', (event: MessageEvent<PhotoJob>) => {
  const job = event.data
  prepare(job).then(
    (photo) => postMessage({ id: job.id, photo } satisfies PhotoAnswer),
    () => postMessage({ id: job.id, photo: null } satisfies PhotoAnswer),
  )
})

async function prepare({ picture, keep, original }: PhotoJob): Promise<PreparedPhoto> {
  const camera = await readCamera(picture)
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' }).catch(() => null)
  const facts = {
    takenAt: keep === 'none' ? null : camera.takenAt,
    coordinates: keep === 'time-and-place' ? camera.coordinates : null,
  }
  if (!bitmap) {
    const uncleaned = keep !== 'time-and-place' && camera.hasData
    return { file: picture, width: null, height: null, thumb: null, uncleaned, ...facts }
  }
  try {
    const clean = keep !== 'time-and-place'
    const { file, side } = await fileToKeep({ picture, bitmap, original, clean, camera })
    const scale = side / Math.max(bitmap.width, bitmap.height)
    return {
      file,
      width: Math.round(bitmap.width * scale),
      height: Math.round(bitmap.height * scale),
      thumb: await thumbOf(bitmap),
      uncleaned: false,
      ...facts,
    }
  } finally {
    bitmap.close()
  }
}

interface Camera {
  readonly takenAt: string | null
  readonly coordinates: { readonly lat: number; readonly lng: number } | null
  readonly rotated: boolean
  /** There is something a camera or a program wrote. */
  readonly hasData: boolean
}

/** What the camera wrote. It is read here to be able to leave it out, and handed on only where the user agreed. */
async function readCamera(picture: Blob): Promise<Camera> {
  const tags: Record<string, unknown> | undefined = await exifr
    .parse(await picture.arrayBuffer(), { gps: true, exif: true, translateValues: false, reviveValues: true })
    .catch(() => undefined)
  const { latitude: lat, longitude: lng, DateTimeOriginal: taken, Orientation: turn } = tags ?? {}
  const placed =
    typeof lat === 'number' && typeof lng === 'number' && Math.abs(lat) <= 90 && Math.abs(lng) <= 180
  return {
    takenAt: taken instanceof Date && !Number.isNaN(taken.getTime()) ? taken.toISOString() : null,
    coordinates: placed && (lat !== 0 || lng !== 0) ? { lat, lng } : null,
    rotated: typeof turn === 'number' && turn > 1,
    hasData: tags !== undefined,
  }
}

interface Choice {
  readonly picture: Blob
  readonly bitmap: ImageBitmap
  readonly original: boolean
  readonly clean: boolean
  readonly camera: Camera
}

/** The file to keep and its longest side. */
async function fileToKeep({
  picture,
  bitmap,
  original,
  clean,
  camera,
}: Choice): Promise<{ file: Blob; side: number }> {
  const side = Math.max(bitmap.width, bitmap.height)
  const jpeg = picture.type === 'image/jpeg'
  const type = jpeg ? 'image/jpeg' : 'image/webp'
  const large = side > longestSide || (jpeg && picture.size > smallEnough)
  if (!original && large && picture.type !== 'image/gif') {
    const shorter = Math.min(side, longestSide)
    const smaller = await drawn(bitmap, shorter, type)
    if (smaller.size < picture.size || clean) return { file: smaller, side: shorter }
  }
  if (!clean || !camera.hasData) return { file: picture, side }
  // A turned photo says so in what is taken out: it is drawn anew the right way up.
  if (jpeg && !camera.rotated) {
    const stripped = withoutMetadata(new Uint8Array(await picture.arrayBuffer()))
    if (stripped) return { file: new Blob([new Uint8Array(stripped)], { type: 'image/jpeg' }), side }
  }
  return { file: await drawn(bitmap, side, type, 0.92), side }
}

async function thumbOf(bitmap: ImageBitmap): Promise<string | null> {
  for (const side of thumbSides) {
    for (const grade of [0.75, 0.5]) {
      const small = await drawn(bitmap, side, 'image/webp', grade)
      if (small.size <= thumbBytes) return base64(new Uint8Array(await small.arrayBuffer()))
    }
  }
  return null
}

async function drawn(bitmap: ImageBitmap, side: number, type: string, grade = quality): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  )
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type, quality: grade })
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
