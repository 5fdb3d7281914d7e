import { describe, expect, it } from 'vitest'
import {
  bundleFile,
  isAllowedNavigation,
  isAllowedPermission,
  isMicrophone,
} from '../../../electron/main/addresses.ts'

describe('the window stays inside its own bundle', () => {
  it.each([
    ['app://bundle/', true],
    ['app://bundle/index.html#/visits', true],
    ['app://evil/', false],
    ['app://bundle.evil/', false],
    ['app://user@bundle/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['data:text/html,hi', false],
    ['https://example.com/', false],
    ['//bundle/', false],
    ['', false],
  ])('goes to %s: %s', (address, allowed) => {
    expect(isAllowedNavigation(address)).toBe(allowed)
  })

  it.each([
    ['app://bundle/', '/app/out/renderer/index.html'],
    ['app://bundle/assets/a.js', '/app/out/renderer/assets/a.js'],
    ['app://bundle/assets/a.js?v=1#x', '/app/out/renderer/assets/a.js'],
    ['app://bundle/..%2f..%2fetc/passwd', undefined],
    ['app://bundle/%2e%2e/%2e%2e/main/index.cjs', '/app/out/renderer/main/index.cjs'],
    ['app://bundle/a%00.js', undefined],
    ['app://bundle/..%5c..%5cmain', undefined],
    ['app://other/index.html', undefined],
    ['app://bundle/%E0%A4%A', undefined],
  ])('reads %s from %s', (address, file) => {
    expect(bundleFile('/app/out/renderer', address)).toBe(file)
  })

  it('grants copying by a button and no other permission', () => {
    const asked = [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'usb',
    ]
    expect(asked.filter(isAllowedPermission)).toEqual(['clipboard-sanitized-write'])
  })

  it.each([
    ['media', 'app://bundle/index.html', ['audio'], true],
    ['media', 'app://bundle/', ['audio', 'video'], false],
    ['media', 'app://bundle/', ['video'], false],
    ['media', 'app://bundle/', [], false],
    ['media', 'https://example.org/', ['audio'], false],
    ['media', '', ['audio'], false],
    ['display-capture', 'app://bundle/', ['audio'], false],
  ])('tells whether %s from %s for %s asks for the microphone alone', (permission, address, media, told) => {
    expect(isMicrophone(permission, address, media)).toBe(told)
  })
})
