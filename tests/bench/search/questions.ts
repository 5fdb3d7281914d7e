import type { Reader } from '../../../electron/data/database/schema.ts'
import { seeded } from '../sync/records.ts'

/** What people type, by how it is typed. */
export interface Question {
  readonly how: string
  readonly text: string
}

const each = 40

/** Questions of every sort, made of what stands in the store: the same for the same seed. */
export async function questionsFrom(db: Reader, seed = 7): Promise<Question[]> {
  const random = seeded(seed)
  const firms = await db
    .selectFrom('enterprises')
    .select(['name', 'pinyin', 'initials', 'uscc'])
    .orderBy('id')
    .limit(each * 10)
    .offset(1000)
    .execute()
  const people = await db
    .selectFrom('contacts')
    .select(['name', 'pinyin', 'initials', 'phones'])
    .orderBy('id')
    .limit(each * 10)
    .offset(1000)
    .execute()
  const talks = await db
    .selectFrom('visits')
    .select('topics')
    .orderBy('id')
    .limit(each * 10)
    .execute()
  const part = (text: string | null, length: number) => {
    const characters = Array.from((text ?? '').replace(/[，。、\s]/g, ''))
    const from = Math.floor(random() * Math.max(1, characters.length - length))
    return characters.slice(from, from + length).join('')
  }
  const some = <T>(all: readonly T[], make: (one: T) => string): string[] =>
    Array.from({ length: each }, () => {
      const one = all[Math.floor(random() * all.length)]
      return one === undefined ? '' : make(one)
    })
  const asked: Record<string, readonly string[]> = {
    '1 character': some(firms, ({ name }) => part(name, 1)),
    '1 character of a talk': some(talks, ({ topics }) => part(topics, 1)),
    '2 characters': some(firms, ({ name }) => part(name, 2)),
    '2 characters of a talk': some(talks, ({ topics }) => part(topics, 2)),
    '3 characters': some(firms, ({ name }) => part(name, 3)),
    '4 to 6 characters': some(firms, ({ name }) => part(name, 4 + Math.floor(random() * 3))),
    'a person': some(people, ({ name }) => name),
    'a whole name': some(firms, ({ name }) => name),
    pinyin: some(firms, ({ pinyin }) => (pinyin ?? '').slice(0, 4 + Math.floor(random() * 8))),
    "a person's pinyin": some(people, ({ pinyin }) => pinyin ?? ''),
    initials: some(firms, ({ initials }) => part(initials, 2 + Math.floor(random() * 4))),
    '1 letter': some(firms, ({ initials }) => part(initials, 1)),
    'phone digits': some(people, ({ phones }) => part(phones[0] ?? '', 3 + Math.floor(random() * 6))),
    'credit code': some(firms, ({ uscc }) => part(uscc, 6)),
    'two words': some(firms, ({ name }) => `${part(name, 2)} ${part(name, 2)}`),
    'two words of different records': some(talks, ({ topics }) => `${part(topics, 2)} ${part(topics, 1)}`),
    'no hit': some(firms, () => part('齉龘靐齾爩麤灪龖', 2)),
    'no hit, common characters': some(
      firms,
      ({ name }) => `${part(name, 1)}${part('限份司团', 1)}${part(name, 1)}`,
    ),
    'in nearly every record': some(firms, () => part('有限公司', 1 + Math.floor(random() * 4))),
  }
  return Object.entries(asked).flatMap(([how, texts]) =>
    texts.filter((text) => text.trim() !== '').map((text) => ({ how, text })),
  )
}
