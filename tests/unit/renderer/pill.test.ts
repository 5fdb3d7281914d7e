import { describe, expect, it } from 'vitest'
import { pillOf } from '../../../renderer/lib/pill.ts'
import type { SyncStatus } from '../../../shared/contract/sync.ts'

const calm: SyncStatus = {
  phase: 'idle',
  waiting: 0,
  progress: null,
  refused: 0,
  conflicts: 0,
  lastSyncedAt: '2026-11-22T06:32:00.000Z',
  problem: null,
  clockOffsetSeconds: 0,
}

describe('The safety pill', () => {
  it('says 全部已上传 only when nothing waits, nothing is refused and nothing is in conflict', () => {
    expect(pillOf(calm).key).toBe('all-uploaded')
    for (const change of [{ waiting: 1 }, { refused: 1 }, { conflicts: 1 }, { phase: 'offline' as const }])
      expect(pillOf({ ...calm, ...change }).key).not.toBe('all-uploaded')
  })
  it('says how many are only on this device, also without a network', () => {
    expect(pillOf({ ...calm, phase: 'offline', waiting: 3 })).toMatchObject({
      key: 'waiting',
      params: { count: 3 },
    })
  })
  it('puts what needs a person before what goes on by itself', () => {
    const status: SyncStatus = { ...calm, phase: 'uploading', progress: { done: 1, total: 9 }, waiting: 8 }
    expect(pillOf(status)).toMatchObject({ key: 'uploading', params: { done: 1, total: 9 } })
    expect(pillOf({ ...status, refused: 2 }).key).toBe('refused')
    expect(pillOf({ ...status, refused: 2, conflicts: 1 }).key).toBe('conflicts')
  })
  it('hides behind a conflict neither what was sent back nor what is only here', () => {
    const status: SyncStatus = { ...calm, phase: 'offline', waiting: 7, refused: 3, conflicts: 12 }
    expect(pillOf(status)).toMatchObject({
      key: 'conflicts',
      also: [
        { key: 'refused', params: { count: 3 } },
        { key: 'waiting', params: { count: 7 } },
      ],
    })
    expect(pillOf({ ...calm, waiting: 7 }).also).toEqual([])
  })
  it('is not calm while the disk is full, and still counts what is only here', () => {
    const full: SyncStatus = { ...calm, phase: 'stopped', problem: 'store/disk-full' }
    expect(pillOf(full)).toMatchObject({ key: 'disk-full', tone: 'late', also: [] })
    expect(pillOf({ ...full, waiting: 2 }).also).toEqual([expect.objectContaining({ key: 'waiting' })])
  })
  it('counts files that are only here, and is not calm before the server has them', () => {
    const files = { waiting: 2, refused: 0, bytes: 100, percent: null }
    expect(pillOf({ ...calm, files })).toMatchObject({ key: 'files-waiting', params: { count: 2 } })
    expect(pillOf({ ...calm, waiting: 3, files })).toMatchObject({
      key: 'waiting-with-files',
      params: { count: 3, files: 2 },
    })
    expect(pillOf({ ...calm, files: { ...files, percent: 40 } })).toMatchObject({
      key: 'files-uploading',
      params: { percent: 40 },
    })
    expect(pillOf({ ...calm, files: { ...files, waiting: 0, refused: 1 } }).key).toBe('files-refused')
    expect(pillOf({ ...calm, files: { ...files, waiting: 0 } }).key).toBe('all-uploaded')
  })
  it('tells when it last synced where the network is away', () => {
    expect(pillOf({ ...calm, phase: 'offline' })).toMatchObject({ key: 'offline', showLastSync: true })
  })
})
