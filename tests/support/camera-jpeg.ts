/** What a camera writes into a photo. */
export interface CameraData {
  readonly lat: number
  readonly lng: number
  /** `2026:11:20 09:30:00` */
  readonly taken: string
  /** 1 is upright, 6 is turned to the right. */
  readonly orientation?: number
}

type Entry = readonly [tag: number, type: number, count: number, value: Buffer]

/** A JPEG as a camera writes it: the picture with an Exif segment before it (Exif 2.32, little-endian TIFF). */
export function withCamera(jpeg: Buffer, { lat, lng, taken, orientation = 1 }: CameraData): Buffer {
  const tiff = Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1')])
  const first = (exif: number, gps: number): readonly Entry[] => [
    [0x0112, 3, 1, short(orientation)],
    [0x8769, 4, 1, long(exif)],
    [0x8825, 4, 1, long(gps)],
  ]
  const exif: readonly Entry[] = [[0x9003, 2, 20, Buffer.from(`${taken}\0`, 'latin1')]]
  const gps: readonly Entry[] = [
    [1, 2, 2, Buffer.from('N\0\0\0', 'latin1')],
    [2, 5, 3, degrees(lat)],
    [3, 2, 2, Buffer.from('E\0\0\0', 'latin1')],
    [4, 5, 3, degrees(lng)],
  ]
  const exifAt = tiff.length + folder(first(0, 0), tiff.length).length
  const gpsAt = exifAt + folder(exif, exifAt).length
  const body = Buffer.concat([
    tiff,
    folder(first(exifAt, gpsAt), tiff.length),
    folder(exif, exifAt),
    folder(gps, gpsAt),
  ])
  const segment = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), body])
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xffe1, 0)
  head.writeUInt16BE(segment.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, segment, jpeg.subarray(2)])
}

/** A directory of a TIFF file that begins at `at`; values longer than four bytes follow it. */
function folder(entries: readonly Entry[], at: number): Buffer {
  const fixed = Buffer.alloc(2 + entries.length * 12 + 4)
  fixed.writeUInt16LE(entries.length, 0)
  const behind: Buffer[] = []
  let free = at + fixed.length
  entries.forEach(([tag, type, count, value], index) => {
    const place = 2 + index * 12
    fixed.writeUInt16LE(tag, place)
    fixed.writeUInt16LE(type, place + 2)
    fixed.writeUInt32LE(count, place + 4)
    if (value.length <= 4) value.copy(fixed, place + 8)
    else {
      fixed.writeUInt32LE(free, place + 8)
      behind.push(value)
      free += value.length
    }
  })
  return Buffer.concat([fixed, ...behind])
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(value)
  return bytes
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Degrees, minutes and seconds as three fractions. */
function degrees(value: number): Buffer {
  const whole = Math.floor(value)
  const minutes = Math.floor((value - whole) * 60)
  const seconds = Math.round(((value - whole) * 60 - minutes) * 60 * 1000)
  return Buffer.concat([long(whole), long(1), long(minutes), long(1), long(seconds), long(1000)])
}
