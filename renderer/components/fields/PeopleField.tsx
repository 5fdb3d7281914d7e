import type { FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { typedPeople } from '../../lib/typed-person.ts'
import { ChipsInput } from './ChipsInput.tsx'
import { Field, type FieldProps } from './Field.tsx'
import { useField } from './use-field.ts'

/** A person as a chip; `personId` points to a user or contact where known. */
export interface Person {
  readonly personId: string | null
  readonly name: string
  readonly post: string | null
}

interface Props<V extends FieldValues, C, T> extends FieldProps<V, C, T> {
  /** People offered while typing. */
  readonly known: readonly Person[]
  readonly placeholder?: string
}

const textOf = (person: Person): string => (person.post ? `${person.name} ${person.post}` : person.name)
const keyOf = (person: Person): string => person.personId ?? textOf(person)

/** People as chips in rank order (an array of Person in the form). A new one is typed as "姓名 职务" and Enter. */
export function PeopleField<V extends FieldValues, C, T>(props: Props<V, C, T>) {
  const { label, hint, known, placeholder } = props
  const { t } = useTranslation('common')
  const { id, field, error } = useField(props)
  const people: readonly Person[] = field.value ?? []
  const taken = new Set(people.map(keyOf))
  const add = (more: readonly Person[]) =>
    field.onChange([...people, ...more.filter((person) => !taken.has(keyOf(person)))])
  return (
    <Field {...props} id={id} error={error}>
      <ChipsInput
        id={id}
        label={label}
        chips={people.map((person) => ({ key: keyOf(person), text: textOf(person) }))}
        suggestions={known
          .filter((person) => !taken.has(keyOf(person)))
          .map((person) => ({ key: keyOf(person), label: person.name, note: person.post }))}
        onTyped={(text) => {
          const typed = typedPeople(text)
          add(
            typed.map(
              (person) =>
                known.find((each) => textOf(each) === textOf({ ...person, personId: null })) ?? {
                  ...person,
                  personId: null,
                },
            ),
          )
          return typed.length > 0
        }}
        onSuggested={(key) => add(known.filter((person) => keyOf(person) === key))}
        onRemove={(key) => field.onChange(people.filter((person) => keyOf(person) !== key))}
        onBlur={field.onBlur}
        placeholder={placeholder ?? t('people.placeholder')}
        describedBy={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  )
}
