import type { Attachment } from '../attachments.ts'
import type { CalendarDate } from '../calendar.ts'
import { visitActivity } from '../report-wording.ts'
import type { TripReportInput } from './input.ts'
import type { ReportPhoto } from './model.ts'
import { styledNames } from './people.ts'
import { dayIn, officialText } from './text.ts'

/** A photo of the trip as stored, with what the device knows of it. */
export interface TripPhoto
  extends Pick<
    Attachment,
    'id' | 'ownerTable' | 'ownerId' | 'mime' | 'caption' | 'place' | 'confidentiality'
  > {
  /** Day on which it was taken, where the person agreed that the camera's clock is kept. */
  readonly takenOn: CalendarDate | null
  /** The file is on this device. */
  readonly here: boolean
}

/** More make a document that nobody opens. */
export const mostPhotos = 40

/** Pictures that a Word document can hold once they were drawn anew. */
const drawable = /^image\/(jpeg|png|webp|bmp|gif|avif)$/

/**
 * The photos of a report: all of the trip's in a copy for the own side, in one for others (telephone numbers hidden)
 * those alone that may be passed on. Photos that are not on this device are left out and told as a problem.
 */
export function photosFor({
  photos,
  maskPhones,
}: Pick<TripReportInput, 'photos' | 'maskPhones'>): readonly TripPhoto[] {
  return photos.filter(
    ({ mime, confidentiality }) => drawable.test(mime) && (!maskPhones || confidentiality === 'shareable'),
  )
}

/** 活动照片, each with day, place and occasion; the first ones where there are too many. */
export function reportPhotos(input: TripReportInput): readonly ReportPhoto[] {
  return photosFor(input)
    .filter(({ here }) => here)
    .slice(0, mostPhotos)
    .map((photo) => ({ attachmentId: photo.id, mime: photo.mime, caption: captionOf(photo, input) }))
}

/** `11月21日，深圳市宝安区，拜访某公司，会见投资总监样例庚`: the visit's own facts; what the author wrote comes first. */
function captionOf(photo: TripPhoto, input: TripReportInput): string {
  const visit = input.visits.find(({ id }) => photo.ownerTable === 'visits' && photo.ownerId === id)
  const enterprise = input.enterprises.find(({ id }) => id === visit?.enterpriseId)
  const day = visit?.occurredOn ?? photo.takenOn
  const met = styledNames(visit?.theirPeople ?? [])
  const occasion = [
    visit && enterprise ? visitActivity(visit.type, visit.mode, [enterprise.name]) : '',
    met === '' ? '' : `会见${met}`,
  ]
  const said = officialText(photo.caption)
  return [
    day === null ? '' : dayIn(day, input.today),
    officialText(photo.place) || officialText(visit?.place) || officialText(enterprise?.city),
    ...(said === '' ? occasion : [said]),
  ]
    .filter((part) => part !== '')
    .join('，')
}
