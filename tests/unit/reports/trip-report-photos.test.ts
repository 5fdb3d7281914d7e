import { describe, expect, it } from 'vitest'
import type { TripPhoto } from '#shared/domain/trip-report/photos.ts'
import { tripReport, tripReportProblems } from '#shared/domain/trip-report/trip-report.ts'
import { tripReportDocx } from '../../../electron/data/reports/trip-report-docx.ts'
import { zippedText } from '../../support/zip-text.ts'
import { wholeTrip } from './whole-trip.ts'

const whole = wholeTrip()
const [first, second] = whole.visits
const photo = (id: string, changes: Partial<TripPhoto> = {}): TripPhoto => ({
  ...{ id, ownerTable: 'visits', ownerId: first?.id ?? '', mime: 'image/jpeg', caption: null, place: null },
  ...{ takenOn: null, here: true, confidentiality: 'internal' },
  ...changes,
})
const photosOf = (photos: readonly TripPhoto[], changes: Partial<typeof whole> = {}) =>
  tripReport({ ...whole, photos, ...changes }).attachments.find(({ title }) => title === '活动照片')

describe('the photos of a trip report', () => {
  it('are an attachment of their own, each with day, place and occasion of its visit', () => {
    const annex = photosOf([photo('a'), photo('b', { caption: '参观展厅。', ownerId: second?.id ?? '' })])
    expect(annex?.number).toBe(4)
    const [one, two] = annex?.photos?.map(({ caption }) => caption) ?? []
    expect(one).toMatch(/^11月\d+日，[^，]+，拜访[^，]+公司，会见/)
    expect(two).toMatch(/^11月\d+日，[^，]+，参观展厅$/)
  })

  it('say of a photo without a visit what the person agreed to keep, and nothing else', () => {
    const trip = { ownerTable: 'trips', ownerId: 'trip' }
    const annex = photosOf([
      photo('a', { ...trip, takenOn: '2026-11-19', place: '深圳北站' }),
      photo('b', { ...trip, caption: '合影' }),
    ])
    expect(annex?.photos?.map(({ caption }) => caption)).toEqual(['11月19日，深圳北站', '合影'])
  })

  it('are those alone that may be passed on in a copy for others, and of those that are here', () => {
    const photos = [
      photo('inner'),
      photo('open', { confidentiality: 'shareable' }),
      photo('away', { confidentiality: 'shareable', here: false }),
      photo('film', { mime: 'image/heic' }),
    ]
    const idsOf = (changes: Partial<typeof whole>) =>
      photosOf(photos, changes)?.photos?.map(({ attachmentId }) => attachmentId)
    expect(idsOf({})).toEqual(['inner', 'open'])
    expect(idsOf({ maskPhones: true })).toEqual(['open'])
    expect(photosOf([photo('inner')], { maskPhones: true })).toBeUndefined()
    const problems = tripReportProblems({ ...whole, photos })
    expect(problems.find(({ code }) => code === 'photos-not-here')?.params).toEqual({ count: 1 })
  })

  it('are cut off where there are more than anybody looks at, and the screen says so', () => {
    const photos = Array.from({ length: 41 }, (_, index) => photo(`p${index}`))
    expect(photosOf(photos)?.photos).toHaveLength(40)
    expect(tripReportProblems({ ...whole, photos }).map(({ code }) => code)).toContain('too-many-photos')
  })

  it('stand two on a page of the document, in their own shape, and what was not drawn is not named', async () => {
    const photos = ['a', 'b', 'c', 'lost'].map((id) => photo(id))
    const report = tripReport({ ...whole, photos })
    const picture = (attachmentId: string, width: number, height: number) => ({
      ...{ attachmentId, width, height, base64: Buffer.from(attachmentId).toString('base64') },
    })
    const pictures = [picture('a', 1600, 1200), picture('b', 900, 1600), picture('c', 1600, 400)]
    const xml = zippedText(await tripReportDocx(report, { pictures }), 'word/document.xml')
    const shapes = [...xml.matchAll(/<wp:extent cx="(\d+)" cy="(\d+)"/g)].map(([, width, height]) => [
      Number(width) / 9525,
      Number(height) / 9525,
    ])
    expect(shapes.map(([width = 0, height = 1]) => (width / height).toFixed(1))).toEqual([
      '1.3',
      '0.6',
      '4.0',
    ])
    for (const [width = 0, height = 0] of shapes) {
      expect(width).toBeLessThanOrEqual(590)
      expect(height).toBeLessThanOrEqual(268)
    }
    const drawings = xml.match(/<w:p>(?:(?!<\/w:p>).)*<w:drawing>/gs) ?? []
    expect(drawings.map((part) => part.includes('<w:pageBreakBefore/>'))).toEqual([false, false, true])
    expect(xml).toContain('4.活动照片')
    const none = zippedText(await tripReportDocx(report), 'word/document.xml')
    expect(none).not.toContain('活动照片')
  })
})
