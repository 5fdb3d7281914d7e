import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/contract/errors.ts'
import {
  type BundleHeader,
  chainOf,
  cutIntoRuns,
  type Run,
  readRun,
  runLimit,
  signedText,
  withoutOps,
} from '#shared/sync/bundle.ts'
import { scopesReadBy } from '#shared/sync/bundle-readers.ts'
import { openBundle, parseBundle, sealBundle } from '../../../electron/data/exchange/bundle-file.ts'
import { signRun } from '../../../electron/data/exchange/gather.ts'
import {
  type DeviceKeyPairs,
  ensureDeviceKeys,
  sha256,
  signatureHolds,
} from '../../../electron/data/exchange/keys.ts'
import { histories } from '../../support/histories.ts'
import { openTestStore } from '../../support/open-store.ts'

const header: BundleHeader = {
  to: { kind: 'trip', trip: uuidv7(), key: uuidv7() },
  salt: randomBytes(32).toString('base64url'),
}
const signature = randomBytes(64).toString('base64url')
const contents = { manifest: '{}', signature, runs: ['前哨'.repeat(200)] }
const key = randomBytes(32)

const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}
const open = (bytes: Uint8Array) => codeOf(() => openBundle(parseBundle(bytes), key))

async function deviceKeys(): Promise<DeviceKeyPairs> {
  const test = openTestStore()
  try {
    return await test.store.write(ensureDeviceKeys)
  } finally {
    await test.remove()
  }
}

describe('a bundle', () => {
  const bundle = sealBundle(header, contents, key)

  it('comes back as it was written', () => {
    expect(openBundle(parseBundle(bundle), key)).toEqual(contents)
    expect(parseBundle(bundle).header).toEqual(header)
  })

  it('shows nothing of its contents to who has not got the key', () => {
    expect(bundle.toString('utf8')).not.toContain('前哨')
    expect(codeOf(() => openBundle(parseBundle(bundle), randomBytes(32)))).toBe('exchange/damaged')
  })

  it('is not believed with any single byte changed', () => {
    for (let at = 0; at < bundle.length; at += 1) {
      for (const bit of [1, 0x80]) {
        const changed = Buffer.from(bundle)
        changed.writeUInt8((bundle[at] ?? 0) ^ bit, at)
        expect(['exchange/damaged', 'exchange/not-a-bundle', 'exchange/newer-version']).toContain(
          open(changed),
        )
      }
    }
  })

  it('is not believed when cut short anywhere, nor with something added', () => {
    for (let length = 0; length < bundle.length; length += 1)
      expect(['exchange/damaged', 'exchange/not-a-bundle']).toContain(open(bundle.subarray(0, length)))
    expect(open(Buffer.concat([bundle, Buffer.from([0])]))).toBe('exchange/damaged')
  })

  it('is told from any other file, and from one of a later version', () => {
    expect(open(Buffer.from('PK\u0003\u0004 some spreadsheet'))).toBe('exchange/not-a-bundle')
    expect(open(Buffer.alloc(0))).toBe('exchange/not-a-bundle')
    const later = Buffer.from(bundle)
    later.writeUInt8(2, 8)
    expect(open(later)).toBe('exchange/newer-version')
  })
})

describe('a run of operations', () => {
  const signer = async () => {
    const test = openTestStore()
    const { device, incarnation, node } = test.context()
    await test.remove()
    return {
      identity: { device, incarnation, node },
      user: uuidv7(),
      keys: await deviceKeys(),
      at: new Date().toISOString(),
    }
  }
  const opsOf = (run: Awaited<ReturnType<typeof signer>>, count: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      JSON.stringify({
        opId: uuidv7(),
        device: run.identity.device,
        incarnation: run.identity.incarnation,
        localSeq: index + 1,
        table: 'enterprises',
        id: uuidv7(),
        kind: 'set',
        fields: {},
        schemaVersion: 1,
        author: run.user,
      }),
    )
  const holds = (run: Run, keys: DeviceKeyPairs) =>
    signatureHolds(keys.signing.public, signedText(chainOf(run.head, run.ops, sha256)), run.signature)

  it('proves where it comes from, also when some of it was taken out on the way', async () => {
    const who = await signer()
    const ops = opsOf(who, 5)
    const run = signRun(who, ops, false)
    expect(holds(run, who.keys)).toBe(true)
    const left = withoutOps(run, (op) => op === ops[2], sha256)
    expect(left && holds(left, who.keys)).toBe(true)
    expect(left && readRun(left, sha256)?.ops).toHaveLength(1)
    expect(left && readRun(left, sha256)?.digest).toBe(readRun(run, sha256)?.digest)
    expect(withoutOps(run, () => false, sha256)).toBe(null)
  })

  it('proves nothing any more when operations are changed, moved, doubled, left out or another’s', async () => {
    const [who, other] = [await signer(), await signer()]
    const ops = opsOf(who, 3)
    const run = signRun(who, ops, false)
    const [first = '', second = '', third = ''] = ops
    for (const changed of [
      [first, second],
      [first, third, second],
      [first, second, third, third],
      [first, second.replace('enterprises', 'visits'), third],
      [],
    ])
      expect(holds({ ...run, ops: changed }, who.keys)).toBe(false)
    expect(holds({ ...run, head: run.head.replace('"onServer":false', '"onServer":true') }, who.keys)).toBe(
      false,
    )
    expect(holds(run, other.keys)).toBe(false)
    expect(readRun({ ...run, ops: opsOf(other, 3) }, sha256)).toBe(null)
    expect(readRun({ ...run, ops: [first] }, sha256)).toBe(null)
  })

  it('is never larger than the server takes in one piece', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 60 }), (lengths) => {
        const ops = lengths.map((length) => 'x'.repeat(length))
        const runs = cutIntoRuns(ops)
        expect(runs.flat()).toEqual(ops)
        for (const run of runs) {
          expect(run.length).toBeLessThanOrEqual(runLimit.ops)
          if (run.length > 1) expect(run.join('').length).toBeLessThanOrEqual(runLimit.characters)
        }
      }),
      { numRuns: 50 },
    )
    expect(cutIntoRuns(Array.from({ length: 1000 }, () => 'x'))).toHaveLength(5)
  })

  it('holds for whatever a device may write', async () => {
    const keys = await deviceKeys()
    await fc.assert(
      fc.asyncProperty(histories(), async ({ ops }) => {
        const [first] = ops
        if (!first) return
        const own = ops.filter(({ device }) => device === first.device)
        const identity = { device: first.device, incarnation: first.incarnation, node: '0'.repeat(16) }
        const texts = own.map((op) => JSON.stringify(op))
        const run = signRun(
          { identity, user: first.author, keys, at: new Date().toISOString() },
          texts,
          false,
        )
        expect(holds(run, keys)).toBe(true)
        expect(readRun(JSON.parse(JSON.stringify(run)), sha256)?.ops).toEqual(own)
      }),
      { numRuns: 100 },
    )
  })
})

describe('who may read what', () => {
  const organisation = {
    units: [
      { id: 'office', parentId: null },
      { id: 'zone', parentId: 'office' },
      { id: 'team', parentId: 'zone' },
      { id: 'other', parentId: null },
    ],
    users: [
      { id: 'lead', unitId: 'office' },
      { id: 'member', unitId: 'zone' },
      { id: 'guest', unitId: 'other' },
    ],
    trips: [{ id: 'journey', unitId: 'office' }],
    tripMembers: [
      { tripId: 'journey', userId: 'guest' },
      { tripId: 'journey', userId: null },
    ],
  }
  const scopes = (user: string) => [...scopesReadBy(user, organisation)].sort()

  it('follows the units downwards and the trips a person is on', () => {
    expect(scopes('lead')).toEqual([
      'org',
      'trip:journey',
      'unit:office',
      'unit:team',
      'unit:zone',
      'user:lead',
    ])
    expect(scopes('member')).toEqual(['below:office', 'org', 'unit:team', 'unit:zone', 'user:member'])
    expect(scopes('guest')).toEqual(['org', 'trip:journey', 'unit:other', 'user:guest'])
    expect(scopes('nobody')).toEqual([])
  })
})
