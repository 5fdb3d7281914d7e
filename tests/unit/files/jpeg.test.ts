import exifr from 'exifr'
import { describe, expect, test } from 'vitest'
import { withoutMetadata } from '../../../shared/domain/jpeg.ts'
import { withCamera } from '../../support/camera-jpeg.ts'

/** A whole JPEG of 8 x 8 grey pixels. */
const grey = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
)
const camera = { lat: 22.5431, lng: 114.0579, taken: '2026:11:20 09:30:00' }

describe('A photo without what the camera wrote', () => {
  test('has neither place nor time, and is the same picture bit by bit', async () => {
    const photo = withCamera(grey, camera)
    const before = await exifr.parse(photo, { gps: true })
    expect(before.latitude).toBeCloseTo(camera.lat, 4)
    const clean = withoutMetadata(photo)
    expect(clean && Buffer.from(clean).equals(grey)).toBe(true)
    expect(await exifr.parse(Buffer.from(clean ?? []), { gps: true }).catch(() => undefined)).toBeUndefined()
  })

  test('loses a second picture or a film that hangs behind it', () => {
    const clean = withoutMetadata(Buffer.concat([grey, withCamera(grey, camera)]))
    expect(clean && Buffer.from(clean).equals(grey)).toBe(true)
  })

  test('is not made from what is no JPEG or was cut: nobody is told that it is clean', () => {
    expect(withoutMetadata(Buffer.from('not a picture'))).toBeNull()
    expect(withoutMetadata(withCamera(grey, camera).subarray(0, 120))).toBeNull()
    expect(withoutMetadata(grey.subarray(0, grey.length - 2))).toBeNull()
  })
})
