import { zodResolver } from '@hookform/resolvers/zod'
import { useCallback, useEffect, useRef, useState } from 'react'
import {
  type DefaultValues,
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  type UseFormReturn,
  useForm,
} from 'react-hook-form'
import { useSearchParams } from 'react-router'
import type { z } from 'zod'
import type { Seen } from '#shared/contract/seen.ts'
import { appError } from './client.ts'
import { focusField } from './focus-field.ts'
import { formatTime } from './format.ts'
import { i18n } from './i18n.ts'
import { plainValues } from './plain-values.ts'
import { showToast } from './toasts.ts'
import { type Action, useAction } from './use-action.ts'
import { type DraftHandle, useDraft } from './use-draft.ts'

interface Options<I extends FieldValues, O> {
  /** `enterprise:new`, `trip:<id>`: one draft a form. */
  readonly draftKey: string
  /** The domain's schema: what the form checks is what the data host checks. */
  readonly schema: z.ZodType<O, I>
  /** What the form shows before anything is typed: the stored record or an empty one. */
  readonly initial: DefaultValues<I>
  /**
   * Saves the parsed values; `seen` is what the form showed before anything was typed, so that a colleague's later
   * change of an untouched field is not written over. The draft is thrown away afterwards.
   */
  readonly save: (values: O, seen: Seen) => Promise<unknown>
  /** True where one stays on the form after saving: its save bar says where the record is safe. */
  readonly stays?: boolean
  /** Reads what an earlier, unfinished form left; null where it is none of this form. Taken as it is unless given. */
  readonly ofDraft?: (body: object) => DefaultValues<I> | null
}

export interface RecordForm<I extends FieldValues, O> {
  readonly form: UseFormReturn<I, unknown, O>
  readonly draft: DraftHandle
  /** True while the form shows what an earlier, unfinished one left. */
  readonly recovered: boolean
  /** Checks and saves; the first field with a problem gets the focus. */
  readonly submit: () => void
  /** Lets the form itself set fields: nothing of it counts as typed. */
  readonly fillIn: (fill: () => void) => void
  readonly saving: Action<[O], unknown>
  readonly savedAt: string | null
  /** Number of fields that break a rule. */
  readonly problems: number
  /** Throws the draft away and shows the stored record again. */
  readonly startOver: () => void
}

/**
 * A form of one record: checked by the domain's schema while fields are left, kept as a draft at every input,
 * recovered when it was left unfinished. `?field=name` in the address puts the focus on that field.
 */
export function useRecordForm<I extends FieldValues, O>(options: Options<I, O>): RecordForm<I, O> {
  const { draftKey, schema, initial } = options
  const draft = useDraft(draftKey)
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const [recovered, setRecovered] = useState(false)
  const filling = useRef(false)
  const seen = useRef<Seen>(plainValues(initial))
  const latest = useRef(options)
  latest.current = options

  const form = useForm<I, unknown, O>({
    resolver: zodResolver<I, unknown, O>(schema),
    defaultValues: initial,
    mode: 'onBlur',
    reValidateMode: 'onChange',
    shouldFocusError: true,
  })

  const fillIn = useCallback((fill: () => void) => {
    filling.current = true
    fill()
    filling.current = false
  }, [])

  const saving = useAction(async (values: O) => {
    const typed = draft.touches()
    try {
      await latest.current.save(values, seen.current)
      seen.current = plainValues(values as object)
    } catch (thrown) {
      markProblems(form, thrown)
      throw thrown
    }
    const now = new Date().toISOString()
    setRecovered(false)
    // What was typed while the save was under way is not in the record: it stays a draft.
    const isMore = draft.touches() !== typed
    if (latest.current.stays && isMore) return
    setSavedAt(now)
    // Where saving leads away from the form, the message goes with the user.
    if (!latest.current.stays) showToast(i18n.t('common:saved-locally', { time: formatTime(now) }))
    if (!isMore) await draft.discard()
  })

  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: () => {
          if (filling.current) return
          setSavedAt(null)
          draft.touch(() => ({ ...form.getValues(), seen: seen.current }))
        },
      }),
    [form, draft.touch],
  )

  const left = draft.recovered
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft is taken over once, when it is known
  useEffect(() => {
    if (!left || typeof left.body !== 'object' || left.body === null) return
    const { seen: shown, ...typed } = left.body as { readonly seen?: Seen }
    const values = latest.current.ofDraft ? latest.current.ofDraft(typed) : { ...initial, ...typed }
    if (!values) return
    // The draft was typed over what stood in the record then.
    seen.current = shown ?? seen.current
    fillIn(() => form.reset(values))
    setRecovered(true)
  }, [left])

  useFieldFromAddress(left !== undefined)

  return {
    form,
    draft,
    recovered,
    saving,
    savedAt,
    problems: countProblems(form.formState.errors),
    submit: () => void form.handleSubmit((values) => saving.run(values))(),
    fillIn,
    startOver: () => {
      seen.current = plainValues(initial)
      fillIn(() => form.reset(initial))
      setRecovered(false)
      void draft.discard()
    },
  }
}

/** `?field=phones` leads to that field, once, as soon as the form shows its final values. */
function useFieldFromAddress(ready: boolean): void {
  const [search] = useSearchParams()
  const field = search.get('field')
  useEffect(() => {
    if (!ready || !field) return
    const timer = setTimeout(() => focusField(field))
    return () => clearTimeout(timer)
  }, [ready, field])
}

/** Shows at the fields what the data host found wrong in them. */
export function markProblems<I extends FieldValues, O>(
  form: UseFormReturn<I, unknown, O>,
  thrown: unknown,
): void {
  for (const { path, message } of appError(thrown).details.problems ?? []) {
    form.setError(path.join('.') as FieldPath<I>, { type: 'host', message })
  }
}

/** Fields with a message, counted through rows of lists. */
function countProblems(errors: FieldErrors | unknown): number {
  if (typeof errors !== 'object' || errors === null) return 0
  if ('message' in errors && typeof errors.message === 'string') return 1
  return Object.entries(errors)
    .filter(([name]) => name !== 'ref')
    .reduce((sum, [, inner]) => sum + countProblems(inner), 0)
}
