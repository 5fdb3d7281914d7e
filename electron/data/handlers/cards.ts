import type { CardMatch, cardsContract } from '#shared/contract/cards.ts'
import { AppError } from '#shared/contract/errors.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { cardFields, linesOfWords } from '#shared/domain/card-lines.ts'
import type { Contact } from '#shared/domain/contacts.ts'
import { isSameEnterpriseName, tidyEnterpriseName } from '#shared/domain/enterprise-names.ts'
import { readWords } from '../cards/ocr.ts'
import { hasOcr } from '../cards/ocr-files.ts'
import type { Reader, Writer } from '../database/schema.ts'
import type { Handlers } from '../host/context.ts'
import { contactsMatching, findContact, postsOf } from '../queries/contacts.ts'
import { record, type WriteContext } from '../record/record.ts'
import { contactsSaying } from '../search/saying.ts'
import { saveRecord } from './save-records.ts'

type Save = Parameters<Handlers<typeof cardsContract>['cards.save']>[1]

export const cardHandlers: Handlers<typeof cardsContract> = {
  'cards.engine': () => ({ engine: hasOcr() ? 'tesseract' : null }),
  'cards.read': async (_, { picture }) => {
    // A picture that cannot be read is typed by hand; that is no failure of the app.
    const words = await readWords(picture).catch(() => [])
    if (words === null) return null
    const fields = cardFields(linesOfWords(words))
    return { engine: 'tesseract', readable: words.length > 0, fields }
  },
  'cards.matches': ({ read }, said) => read((db) => matchesOf(db, said)),
  'cards.save': async ({ write, author, clock }, card) => {
    const context = author()
    await write(async (tx) => {
      const { enterprise, contactId, joins } = card
      if (enterprise?.isNew) {
        const { name, ...values } = enterprise.isNew
        const named = { ...values, name: tidyEnterpriseName(name) }
        await saveRecord(tx, context, { table: 'enterprises', id: enterprise.id, kind: 'set', values: named })
      }
      const known = joins ? await findContact(tx, contactId) : undefined
      if (joins && !known) throw new AppError('record/not-found')
      await record(tx, context, {
        table: 'contacts',
        id: contactId,
        kind: 'set',
        values: known ? joined(known, card) : person(card),
      })
      if (enterprise) await placeAt(tx, context, card, { enterpriseId: enterprise.id, today: clock.today })
    })
    return null
  },
}

const person = ({ name, phones, email, remarks }: Save) => ({ name, phones, email, remarks })

/** What the card adds to the person on file. */
function joined(known: Contact, { phones, email, remarks }: Save): Partial<Contact> {
  const added = phones.filter((phone) => !known.phones.some((own) => sameNumber(own, phone)))
  return {
    ...(added.length > 0 ? { phones: [...known.phones, ...added].slice(0, 10) } : {}),
    ...(known.email === null && email !== null ? { email } : {}),
    ...(known.remarks === null && remarks !== null ? { remarks } : {}),
  }
}

/** The post on the card is the present one; another one that is held at the same enterprise ends. */
async function placeAt(
  tx: Writer,
  context: WriteContext,
  { contactId, postId, title }: Save,
  { enterpriseId, today }: { readonly enterpriseId: string; readonly today: CalendarDate },
): Promise<void> {
  const held = (await postsOf(tx, contactId)).filter(
    (post) => post.enterpriseId === enterpriseId && post.toDate === null,
  )
  if (held.some((post) => title === null || post.title === title)) return
  const unnamed = held.find((post) => post.title === null)
  const id = unnamed?.id ?? postId
  const values = { contactId, enterpriseId, title }
  for (const post of held.filter((each) => each.title !== null))
    await record(tx, context, {
      table: 'contactPosts',
      id: post.id,
      kind: 'set',
      values: { toDate: today },
    })
  await record(tx, context, { table: 'contactPosts', id, kind: 'set', values })
}

const most = 20
const reasons: readonly CardMatch['because'][] = ['phone', 'email', 'name-and-company', 'name']

async function matchesOf(
  db: Reader,
  said: { name: string; phones: readonly string[]; email: string | null; company: string | null },
): Promise<CardMatch[]> {
  const name = said.name.replace(/\s/g, '')
  const ids = new Set<string>()
  // The end of a number is written alike everywhere; what stands before it is not.
  const ends = said.phones.map((phone) => figures(phone).slice(-7))
  for (const text of [...ends, said.email ?? '', name])
    for (const id of (await contactsSaying(db, text))?.ids.slice(0, 200) ?? []) ids.add(id)
  if (ids.size === 0) return []
  const filter = { enterpriseId: null, ids: [...ids], limit: 200, offset: 0 }
  const found = (await contactsMatching(db, filter)).flatMap((row): CardMatch[] => {
    const because = reasonOf(row, { ...said, name })
    if (!because) return []
    const { id, title, enterpriseName, phones } = row
    return [{ id, name: row.name, title, enterpriseName, phones, because }]
  })
  return found.sort((a, b) => reasons.indexOf(a.because) - reasons.indexOf(b.because)).slice(0, most)
}

function reasonOf(
  row: {
    name: string
    phones: readonly string[]
    email: string | null
    enterpriseName: string | null
  },
  said: { name: string; phones: readonly string[]; email: string | null; company: string | null },
): CardMatch['because'] | null {
  if (said.phones.some((phone) => row.phones.some((own) => sameNumber(own, phone)))) return 'phone'
  if (said.email && row.email?.toLowerCase() === said.email.toLowerCase()) return 'email'
  if (said.name === '' || row.name.replace(/\s/g, '') !== said.name) return null
  const sameFirm =
    said.company !== null &&
    row.enterpriseName !== null &&
    isSameEnterpriseName(said.company, row.enterpriseName)
  return sameFirm ? 'name-and-company' : 'name'
}

/** Numbers are written in many ways; the country's own code says nothing. */
const sameNumber = (a: string, b: string) => figures(a) === figures(b) && figures(a).length >= 7
const figures = (phone: string) => phone.replace(/\D/g, '').replace(/^(00)?86(?=\d{10,})/, '')
