import { toBase64 } from '#shared/notes/base64.ts'
import { bridge, call } from '../../lib/client.ts'
import { i18n } from '../../lib/i18n.ts'
import { showToast } from '../../lib/toasts.ts'
import type { DrawnPicture } from './use-picture.ts'

/** Twice as many dots as on the screen, so that the picture stays sharp on paper. */
const density = 2

/** Puts a picture where the person says. Nothing happens when the dialog is left. */
export async function savePicture(picture: DrawnPicture, name: string, format: 'png' | 'svg'): Promise<void> {
  const file = await bridge().chooseSaveFile({ suggestedName: `${name}.${format}`, kind: 'any' })
  if (!file) return
  const content = format === 'svg' ? new Blob([picture.svg]) : await asPng(picture)
  await call('chains.writePicture', {
    fileToken: file.token,
    base64: toBase64(new Uint8Array(await content.arrayBuffer())),
  })
  showToast(i18n.t('chains:picture.saved', { name: file.name }))
}

async function asPng({ svg, width, height }: DrawnPicture): Promise<Blob> {
  const image = new Image(width, height)
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = new OffscreenCanvas(width * density, height * density)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}
