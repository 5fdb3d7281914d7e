import { useRef } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { EnterpriseDetail } from '#shared/contract/enterprises.ts'
import type { TripSummary } from '#shared/contract/trips.ts'
import type { CalendarDate } from '#shared/domain/calendar.ts'
import { confidentialities, outcomeLevels, visitModes, visitTypes } from '#shared/domain/enumerations.ts'
import { AttachmentSection } from '../../components/attachments/AttachmentSection.tsx'
import { ChoiceField } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { NumberField } from '../../components/fields/NumberField.tsx'
import { PeopleField, type Person } from '../../components/fields/PeopleField.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { TimeField } from '../../components/fields/TimeField.tsx'
import { RecordButton } from '../../components/recorder/RecordButton.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { CapturedRows } from './CapturedRows.tsx'
import { EnterpriseField } from './EnterpriseField.tsx'
import { NextStep } from './NextStep.tsx'
import type { VisitFormOutput, VisitFormValues } from './visit-form.ts'

export type VisitFormApi = UseFormReturn<VisitFormValues, unknown, VisitFormOutput>

interface Props {
  /** The visit's id, saved or not. */
  readonly id: string
  readonly form: VisitFormApi
  readonly trips: readonly TripSummary[]
  /** The chosen enterprise, for its people. */
  readonly enterprise: EnterpriseDetail | null
  readonly day: CalendarDate
}

/** The fields in the order in which a visit is told: who, when, with whom, what was said, what comes next. */
export function VisitFields({ id, form, trips, enterprise, day }: Props) {
  const { t } = useTranslation(['visits', 'enums'])
  const { control } = form
  const users = useLiveQuery('users.list', {})
  const theirs = useRef<HTMLDivElement>(null)
  const isNewEnterprise = form.watch('enterpriseIsNew') === true
  const labelled = (list: string, codes: readonly string[]) =>
    codes.map((value) => ({ value, label: t(`enums:${list}.${value}`) }))
  const ourPeople: readonly Person[] = (users.data ?? []).map(({ id, name, post }) => ({
    personId: id,
    name,
    post,
  }))
  const theirPeople: readonly Person[] = (enterprise?.contacts ?? []).map((contact) => ({
    personId: contact.id,
    name: contact.name,
    post: contact.posts.find((post) => post.toDate === null)?.title ?? null,
  }))
  const owner = {
    table: 'visits',
    id,
    enterpriseId: isNewEnterprise ? null : (form.watch('enterpriseId') ?? null),
    tripId: form.watch('tripId') ?? null,
  }
  return (
    <>
      <EnterpriseField form={form} onChosen={() => theirs.current?.querySelector('input')?.focus()} />
      <ChoiceField
        control={control}
        name="type"
        label={t('field.type')}
        options={labelled('visitTypes', visitTypes)}
      />
      <div className="op-visit-when">
        <ChoiceField
          control={control}
          name="mode"
          label={t('field.mode')}
          options={labelled('visitModes', visitModes)}
        />
        <DateField control={control} name="occurredOn" label={t('field.occurredOn')} required />
        <TimeField control={control} name="startTime" label={t('field.startTime')} />
        <TimeField control={control} name="endTime" label={t('field.endTime')} />
      </div>
      <div className="op-two">
        <SelectField
          control={control}
          name="tripId"
          label={t('field.tripId')}
          placeholder={t('field.no-trip')}
          clearable
          options={trips.map((trip) => ({ value: trip.id, label: trip.title }))}
        />
        <TextField control={control} name="place" label={t('field.place')} />
      </div>
      <PeopleField control={control} name="ourPeople" label={t('field.ourPeople')} known={ourPeople} />
      <div ref={theirs}>
        <PeopleField
          control={control}
          name="theirPeople"
          label={t('field.theirPeople')}
          known={theirPeople}
        />
      </div>
      <TextAreaField control={control} name="topics" label={t('field.topics')} minRows={5} maxRows={18} />
      {(form.watch('theirPeople') ?? []).length === 0 && (form.watch('topics') ?? '') !== '' && (
        <TextField
          control={control}
          name="noCounterpartReason"
          label={t('field.noCounterpartReason')}
          hint={t('field.noCounterpartReason-hint')}
        />
      )}
      <ChoiceField
        control={control}
        name="outcomeLevel"
        label={t('field.outcomeLevel')}
        options={labelled('outcomeLevels', outcomeLevels)}
        clearable
      />
      <div className="op-visit-outcome">
        <TextAreaField control={control} name="outcome" label={t('field.outcome')} minRows={1} maxRows={8} />
        <NumberField
          control={control}
          name="investIntent"
          label={t('field.investIntent')}
          unit={t('field.investIntent-unit')}
        />
      </div>
      <NextStep form={form} users={users.data ?? []} today={day} />
      <CapturedRows form={form} />
      <AttachmentSection compact owner={owner} extra={<RecordButton owner={owner} />} />
      <ChoiceField
        control={control}
        name="confidentiality"
        label={t('field.confidentiality')}
        options={labelled('confidentialities', confidentialities)}
        hint={t('field.confidentiality-hint')}
      />
    </>
  )
}
