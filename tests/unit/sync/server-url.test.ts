import { describe, expect, it } from 'vitest'
import { assertServerUrl } from '../../../electron/data/sync/server-url.ts'

describe('the address of a server', () => {
  it.each([
    ['https://outpost.example.gov.cn', 'https://outpost.example.gov.cn/'],
    ['outpost.example.gov.cn', 'https://outpost.example.gov.cn/'],
    [' https://example.cn/outpost?x=1#y ', 'https://example.cn/outpost/'],
    ['http://127.0.0.1:8420', 'http://127.0.0.1:8420/'],
    ['http://localhost:8420/', 'http://localhost:8420/'],
    ['http://[::1]:8420', 'http://[::1]:8420/'],
  ])('%s is taken', (typed, url) => {
    expect(assertServerUrl(typed).href).toBe(url)
  })

  it.each([
    'http://example.cn',
    'http://127.0.0.1.example.cn',
    'http://127.0.0.2',
    'ftp://example.cn',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:secret@example.cn',
    'https://',
    '',
    '  ',
    '不是 地址',
  ])('%s is refused', (typed) => {
    expect(() => assertServerUrl(typed)).toThrow('server/address')
  })
})
