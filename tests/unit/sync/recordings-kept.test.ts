import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { protocolVersion } from '#shared/sync/protocol.ts'

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** What was recorded of each version, by its hash. A line joins with each new recording; none ever changes or goes. */
const recorded: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wire: {
    'protocol-1-later.json': '064078429b3fe40987701b9de84e3938faa7891275c656234867a554ee47f3db',
    'protocol-1-short.json': '4c8192c352855ea02a6e9edc63ab27cb11bd8d1d2db87515dd2e85fc8f527f79',
    'protocol-1.json': '7eb0f436fdaf3e55dde8b63cf1da494fea3c98dba03f82b7959484bd7d4403f8',
  },
  store: {
    'schema-1.db': '2f3fb80c4f1405aa61c1fe36e6a94f3f5529fa894a59aab233596c181a750ef3',
    'schema-1.json': '683a3a96e51f70a493ef0be529b99db79a3c986b61b1902da8b33e67fe8c43b6',
  },
}

describe('recordings of what earlier versions sent and stored', () => {
  it.each(Object.entries(recorded))('are kept as they were made: %s', (kind, files) => {
    const found = readdirSync(`${folder}${kind}`).map((name) => {
      const hash = createHash('sha256').update(readFileSync(`${folder}${kind}/${name}`))
      return [name, hash.digest('hex')] as const
    })
    expect(Object.fromEntries(found)).toEqual(files)
  })

  it('are there for every version of the protocol', () => {
    for (let version = 1; version <= protocolVersion; version += 1)
      expect(Object.keys(recorded.wire ?? {})).toContain(`protocol-${version}.json`)
  })
})
