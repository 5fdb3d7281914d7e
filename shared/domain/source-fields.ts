import { OptionalCalendarDate } from './calendar.ts'
import { optionalText, textOf } from './entity.ts'

/**
 * Who wrote a record and when, as the file says from which it was imported. Words of a file and no more: the author
 * of the record itself stays the one who imported it (`createdBy`, `createdAt`).
 */
export const sourceFields = {
  sourceAuthor: optionalText(60, {
    synonyms: ['录入人', '填报人', '登记人', '记录人', '创建人', '填表人', '经办人', '原记录人'],
  }),
  sourceDate: textOf(OptionalCalendarDate, {
    synonyms: [
      '录入时间',
      '录入日期',
      '登记时间',
      '登记日期',
      '填报时间',
      '填报日期',
      '创建时间',
      '创建日期',
      '建档日期',
    ],
  }),
} as const
