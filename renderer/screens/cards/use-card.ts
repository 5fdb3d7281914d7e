import { useState } from 'react'
import type { CardReading } from '#shared/contract/cards.ts'
import type { CardFields } from '#shared/domain/card-lines.ts'
import { call } from '../../lib/client.ts'
import { type Action, useAction } from '../../lib/use-action.ts'

/** What stands in the fields; a list of telephones is one line, as people write them. */
export const cardKeys = ['name', 'title', 'company', 'phones', 'email', 'website', 'address'] as const
export type CardKey = (typeof cardKeys)[number]
export type CardValues = Readonly<Record<CardKey, string>>

const nothing: CardValues = {
  name: '',
  title: '',
  company: '',
  phones: '',
  email: '',
  website: '',
  address: '',
}

export interface CardInHand {
  readonly values: CardValues
  /** Fields that were read and that nobody has touched since. */
  readonly doubtful: ReadonlySet<CardKey>
  readonly reading: CardReading | null
  readonly type: (key: CardKey, text: string) => void
  readonly read: Action<[Blob], void>
}

/**
 * The fields beside the picture: read by the engine where there is one, typed or corrected by a person.
 * @param begun what a draft holds; it is not read over
 */
export function useCard(begun: CardValues | null): CardInHand {
  const [values, setValues] = useState(begun ?? nothing)
  const [typed, setTyped] = useState<ReadonlySet<CardKey>>(
    () => new Set(cardKeys.filter((key) => begun !== null && begun[key] !== '')),
  )
  const [doubtful, setDoubtful] = useState<ReadonlySet<CardKey>>(new Set())
  const [reading, setReading] = useState<CardReading | null>(null)
  const read = useAction(async (card: Blob) => {
    const picture = new Uint8Array(await card.arrayBuffer())
    const found = await call('cards.read', { picture })
    setReading(found)
    if (!found) return
    // What a person typed is not read over.
    const free = cardKeys.filter((key) => !typed.has(key))
    setValues((now) => ({
      ...now,
      ...Object.fromEntries(free.map((key) => [key, textOf(found.fields, key)])),
    }))
    setDoubtful(new Set(free.filter((key) => found.fields[key]?.sure === false)))
  })
  return {
    values,
    doubtful,
    reading,
    read,
    type: (key, text) => {
      setValues((now) => ({ ...now, [key]: text }))
      setTyped((now) => new Set([...now, key]))
      setDoubtful((now) => new Set([...now].filter((each) => each !== key)))
    },
  }
}

function textOf(fields: CardFields, key: CardKey): string {
  const value = fields[key]?.value ?? ''
  return typeof value === 'string' ? value : value.join('；')
}

/** The telephones of a line. */
export const phonesOf = (line: string): string[] =>
  line
    .split(/[;；,，、/\n]/)
    .map((phone) => phone.trim().slice(0, 40))
    .filter(Boolean)
    .slice(0, 10)
