import { call } from '../../lib/client.ts'

const pieceBytes = 1024 * 1024

/** The whole content of an attachment that is on this device. @throws AppError file/missing, file/damaged */
export async function readAttachment(id: string, mime: string): Promise<Blob> {
  const pieces: BlobPart[] = []
  for (let at = 0, size = 1; at < size; ) {
    const piece = await call('attachments.read', { id, start: at, end: at + pieceBytes })
    pieces.push(new Uint8Array(piece.bytes))
    at += piece.bytes.length
    size = piece.size
  }
  return new Blob(pieces, { type: mime })
}
