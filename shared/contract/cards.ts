import { z } from 'zod'
import type { CardFields } from '../domain/card-lines.ts'
import { contactPosts, contacts } from '../domain/contacts.ts'
import { enterprises } from '../domain/enterprises.ts'
import { RecordId } from '../domain/entity.ts'
import { command, query, returns } from './call.ts'

/** What one card says, read by an engine. */
export interface CardReading {
  readonly engine: 'tesseract'
  /** False where the engine gave up: the picture is no picture, or it took too long. */
  readonly readable: boolean
  readonly fields: CardFields
}

/** A person on file who may be the one on the card. */
export interface CardMatch {
  readonly id: string
  readonly name: string
  readonly title: string | null
  readonly enterpriseName: string | null
  readonly phones: readonly string[]
  readonly because: 'phone' | 'email' | 'name-and-company' | 'name'
}

const person = contacts.draft.pick({ name: true, phones: true, email: true, remarks: true })

/** What a person confirmed of a card. */
const ConfirmedCard = person.extend({
  title: contactPosts.draft.shape.title,
  /** Where the person works: on file already, or new with what the card says of it. Null for none. */
  enterprise: z
    .object({
      id: RecordId,
      isNew: enterprises.draft.pick({ name: true, address: true, website: true }).nullable().default(null),
    })
    .nullable()
    .default(null),
})

export const cardsContract = {
  /** Which engine reads cards on this device; null where none is installed. */
  'cards.engine': query(z.object({}), returns<{ readonly engine: 'tesseract' | null }>()),
  /** Reads a picture (PNG or JPEG) on this device, without a network. Null where no engine is installed. */
  'cards.read': command(
    z.object({
      picture: z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0 && bytes.length <= 16_000_000),
    }),
    returns<CardReading | null>(),
  ),
  /** People on file who may be the one on the card, the likeliest first. */
  'cards.matches': query(
    z.object({
      name: z.string().max(200),
      phones: z.array(z.string().max(60)).max(20),
      email: z.string().max(200).nullable(),
      company: z.string().max(200).nullable(),
    }),
    returns<readonly CardMatch[]>(),
  ),
  /**
   * Makes a contact of a card, or joins it to one on file: telephones are added, empty fields filled, nothing that is
   * there is written over; a post at another enterprise, or another post at the same one, becomes the present one.
   */
  'cards.save': command(
    ConfirmedCard.extend({ contactId: RecordId, postId: RecordId, joins: z.boolean() }),
    returns<null>(),
  ),
}
