/** The part of a picture that is kept, as shares of its width and height after turning. */
export interface Crop {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export const whole: Crop = { left: 0, top: 0, right: 1, bottom: 1 }
/** Nothing smaller than this share can be cut out. */
const least = 0.1

/** Quarter turns to the right. */
export type Turn = 0 | 1 | 2 | 3

/** Longest side of what is kept; small print stays readable. */
const longestSide = 1800

/** A picture turned, without anything a camera wrote into it. */
export function turned(picture: ImageBitmap, turn: Turn, longest: number): HTMLCanvasElement {
  const upright = turn % 2 === 0
  const [width, height] = upright ? [picture.width, picture.height] : [picture.height, picture.width]
  const scale = Math.min(1, longest / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = contextOf(canvas)
  context.translate(canvas.width / 2, canvas.height / 2)
  context.rotate((turn * Math.PI) / 2)
  context.scale(scale, scale)
  context.drawImage(picture, -picture.width / 2, -picture.height / 2)
  return canvas
}

/** The card alone, as a JPEG file. */
export async function cutOut(picture: ImageBitmap, turn: Turn, crop: Crop): Promise<Blob> {
  const share = Math.max(crop.right - crop.left, crop.bottom - crop.top)
  const all = turned(picture, turn, longestSide / share)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round((crop.right - crop.left) * all.width))
  canvas.height = Math.max(1, Math.round((crop.bottom - crop.top) * all.height))
  contextOf(canvas).drawImage(all, -crop.left * all.width, -crop.top * all.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', 0.9),
  )
}

/** Moves a corner; the opposite one stays, and something is always left. */
export function moved(crop: Crop, corner: Corner, x: number, y: number): Crop {
  const [right, bottom] = [corner.endsWith('right'), corner.startsWith('bottom')]
  return {
    left: right ? crop.left : between(0, x, crop.right - least),
    right: right ? between(crop.left + least, x, 1) : crop.right,
    top: bottom ? crop.top : between(0, y, crop.bottom - least),
    bottom: bottom ? between(crop.top + least, y, 1) : crop.bottom,
  }
}

export const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const
export type Corner = (typeof corners)[number]

const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value))

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  return context
}
