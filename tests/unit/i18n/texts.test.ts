import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../../shared/contract/errors.ts'
import { enumerations } from '../../../shared/domain/enumerations.ts'

const folder = (name: string) => new URL(`../../../shared/${name}`, import.meta.url)
const topics = (locale: string) => readdirSync(folder(`i18n/${locale}`)).sort()

/** Texts of a topic by their full keys. */
function texts(locale: string, topic: string): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'string') found.set(path, node)
    else for (const [key, inner] of Object.entries(node as object)) walk(inner, path ? `${path}.${key}` : key)
  }
  walk(JSON.parse(readFileSync(folder(`i18n/${locale}/${topic}`), 'utf8')), '')
  return found
}

const placeholders = (text: string | undefined): string[] =>
  [...new Set(text?.match(/{{\s*\w+\s*}}/g) ?? [])].sort()

describe('The texts in Chinese and English', () => {
  it('exist for the same topics', () => {
    expect(topics('en')).toEqual(topics('zh-CN'))
  })

  it.each(topics('zh-CN'))('have the same keys and placeholders in %s', (topic) => {
    const chinese = texts('zh-CN', topic)
    const english = texts('en', topic)
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
    for (const [key, text] of chinese)
      expect({ key, values: placeholders(english.get(key)) }).toEqual({ key, values: placeholders(text) })
  })

  it.each(topics('zh-CN'))('are nowhere empty in %s', (topic) => {
    for (const locale of ['zh-CN', 'en'])
      for (const [key, text] of texts(locale, topic))
        expect({ key, text: text.trim() }).not.toMatchObject({ text: '' })
  })

  it.each(topics('en'))(
    'have no quotes in English that Chinese fonts draw a character wide, in %s',
    (topic) => {
      for (const [key, text] of texts('en', topic))
        expect({ key, wide: /[‘’“”]/.test(text) }).toEqual({ key, wide: false })
    },
  )

  it.each(topics('zh-CN'))('use the words of the users in %s', (topic) => {
    for (const [key, text] of texts('zh-CN', topic))
      expect({ key, technical: /数据库|队列|令牌/.test(text) }).toEqual({ key, technical: false })
  })
})

describe('Every code has its text', () => {
  it('says of each failure what happened, what is safe and what to do', () => {
    const wanted = errorCodes.flatMap((code) => ['happened', 'safe', 'todo'].map((part) => `${code}.${part}`))
    expect([...texts('zh-CN', 'errors.json').keys()].sort()).toEqual(wanted.sort())
  })

  it('names each code of an enumeration', () => {
    const keys = new Set(texts('zh-CN', 'enums.json').keys())
    const lists: readonly (readonly [string, readonly string[]])[] = Object.entries(enumerations)
    expect(
      lists
        .flatMap(([name, codes]) => codes.map((code) => `${name}.${code}`))
        .filter((key) => !keys.has(key)),
    ).toEqual([])
  })

  it('explains each message with which a form can refuse an input', () => {
    const keys = new Set(texts('zh-CN', 'validation.json').keys())
    const messages = validationMessages()
    expect(messages.size).toBeGreaterThan(12)
    expect([...messages].filter((message) => !keys.has(message))).toEqual([])
  })
})

/** Messages written in the schemas of the domain and the contract, and the problems of a credit code. */
function validationMessages(): Set<string> {
  const messages = new Set<string>()
  for (const place of ['domain', 'contract']) {
    for (const name of readdirSync(folder(place), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue
      const source = readFileSync(folder(`${place}/${name}`), 'utf8')
      const patterns = [
        /\.(?:min|max|refine|regex)\([^'\n]*'([a-z-]+)'\)/g,
        /\.(?:string|number|int|uuid)\('([a-z-]+)'\)/g,
        /message: '([a-z-]+)'/g,
        /issue\('\w+', '([a-z-]+)'\)/g,
        /return '(uscc-[a-z-]+)'/g,
      ]
      for (const pattern of patterns)
        for (const [, message] of source.matchAll(pattern)) if (message) messages.add(message)
    }
  }
  return messages
}
