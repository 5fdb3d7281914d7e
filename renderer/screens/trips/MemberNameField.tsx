import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { UserRow } from '#shared/contract/people.ts'
import { described, Field } from '../../components/fields/Field.tsx'
import { Suggestions, useSuggestions } from '../../components/fields/Suggestions.tsx'
import { useField } from '../../components/fields/use-field.ts'
import { isComposing } from '../../lib/composition.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { memberOf } from './trip-form.ts'
import { useTripForm } from './use-trip-form.ts'

const mostSuggestions = 8

/** A member's name: one of our users, who brings unit, post, phone and rank along, or anybody typed. */
export function MemberNameField({
  index,
  hideLabel,
}: {
  readonly index: number
  readonly hideLabel: boolean
}) {
  const { t } = useTranslation('trips')
  const { control, setValue, getValues } = useTripForm()
  const label = t('member.person')
  const { id, field, error } = useField({ control, name: `members.${index}.name`, label })
  const users = useLiveQuery('users.list', {})
  const name = String(field.value ?? '')
  const fitting = fits(users.data ?? [], name, takenUsers(getValues('members'), index))
  const list = useSuggestions(id, fitting.length)

  const choose = (position: number) => {
    const user = fitting[position]
    if (!user) return
    const old = getValues(`members.${index}`)
    setValue(
      `members.${index}`,
      { ...memberOf(user, old.role), id: old.id, duty: old.duty ?? null, days: old.days ?? null },
      { shouldDirty: true, shouldValidate: true },
    )
    list.reset()
  }
  return (
    <Field id={id} name={field.name} label={label} error={error} required hideLabel={hideLabel}>
      <div className="op-picker">
        <Input
          id={id}
          ref={field.ref}
          value={name}
          autoComplete="off"
          placeholder={t('member.personHint')}
          {...(error ? { status: 'error' as const } : {})}
          {...described(id, error)}
          {...list.inputProps}
          onChange={(event) => {
            field.onChange(event.target.value)
            setValue(`members.${index}.userId`, null)
            list.show()
          }}
          onFocus={() => name === '' && list.show()}
          onBlur={() => {
            list.hide()
            field.onBlur()
          }}
          onKeyDown={(event) => {
            if (isComposing() || event.keyCode === 229 || list.onKeyDown(event)) return
            if (event.key !== 'Enter') return
            event.preventDefault()
            choose(list.active ?? 0)
          }}
        />
        {list.open && fitting.length > 0 && (
          <Suggestions id={id} label={label} active={list.active} onChoose={choose}>
            {fitting.map((user) => ({
              key: user.id,
              label: user.name,
              note: [user.unitName, user.post].filter(Boolean).join(' '),
            }))}
          </Suggestions>
        )}
      </div>
    </Field>
  )
}

function takenUsers(
  members: readonly { readonly userId?: string | null | undefined }[],
  except: number,
): Set<string> {
  return new Set(members.flatMap(({ userId }, index) => (userId && index !== except ? [userId] : [])))
}

/** Users in rank order whose name, unit or post contains what was typed and who are not members yet. */
function fits(users: readonly UserRow[], typed: string, taken: ReadonlySet<string>): readonly UserRow[] {
  const text = typed.trim().toLowerCase()
  return users
    .filter((user) => !taken.has(user.id))
    .filter((user) =>
      [user.name, user.unitName, user.post].some((each) => each?.toLowerCase().includes(text)),
    )
    .slice(0, mostSuggestions)
}
