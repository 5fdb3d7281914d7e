import { z } from 'zod'
import { type Crop, cutOut, type Turn, whole } from './picture.ts'
import { type CardValues, cardKeys } from './use-card.ts'

const Share = z.number().min(0).max(1)

/** What a card that was not saved leaves: the photo as a JPEG in base64, how it is cut, and what was typed. */
const CardDraft = z.object({
  photo: z.string(),
  turn: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  crop: z.object({ left: Share, top: Share, right: Share, bottom: Share }),
  values: z.record(z.enum(cardKeys), z.string()),
  /** The enterprise on file that was chosen. */
  picked: z.object({ id: z.string(), name: z.string() }).nullable(),
})

export const cardDraftKey = 'card:new'

/** The work on a card as far as it has come. */
export interface CardWork {
  readonly turn: Turn
  readonly crop: Crop
  /** Null as long as nothing was read or typed. */
  readonly values: CardValues | null
  readonly picked: { readonly id: string; readonly name: string } | null
}

export const freshCard: CardWork = { turn: 0, crop: whole, values: null, picked: null }

/** A photo as a draft keeps it. */
export async function photoText(picture: ImageBitmap): Promise<string> {
  const bytes = new Uint8Array(await (await cutOut(picture, 0, whole)).arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** What a draft holds, with its photo opened; null for one that is none (any more). */
export async function openedDraft(
  body: unknown,
): Promise<{ readonly picture: ImageBitmap; readonly photo: string; readonly work: CardWork } | null> {
  const parsed = CardDraft.safeParse(body)
  if (!parsed.success) return null
  const { photo, ...work } = parsed.data
  const bytes = Uint8Array.from(atob(photo), (character) => character.charCodeAt(0))
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' })).catch(() => null)
  return picture && { picture, photo, work }
}
