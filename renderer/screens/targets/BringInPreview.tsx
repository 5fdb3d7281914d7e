import { zodResolver } from '@hookform/resolvers/zod'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { type ListVerdict, listVerdicts, type PreviewedLine } from '#shared/contract/target-lists.ts'
import { targetLists } from '#shared/domain/target-lists.ts'
import { DenseTable } from '../../components/DenseTable.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Choices } from '../../components/fields/ChoiceField.tsx'
import { DateField } from '../../components/fields/DateField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { call } from '../../lib/client.ts'
import { today } from '../../lib/clock.ts'
import { newId } from '../../lib/ids.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { markProblems } from '../../lib/use-record-form.ts'
import type { ReadList } from './BringIn.tsx'
import { usePreviewColumns } from './preview-columns.tsx'
import styles from './targets.module.css'

const About = targetLists.draft.omit({ version: true, remarks: true })
type AboutInput = z.input<typeof About>
type About = z.output<typeof About>

interface Props {
  readonly read: ReadList
  readonly trouble: ReactNode
  readonly onSheet: (sheet: string) => void
  readonly onClose: (id: string | null) => void
}

/** What a list says, line by line, and what is taken over of it. Nothing is written before it is confirmed. */
export function BringInPreview({ read: { preview, file }, trouble, onSheet, onClose }: Props) {
  const { t } = useTranslation('targetLists')
  const [verdict, setVerdict] = useState<ListVerdict | null>(null)
  /** Of lines that can mean several enterprises, the one that a person named. */
  const [named, setNamed] = useState<ReadonlyMap<number, string>>(new Map())
  const form = useForm<AboutInput, unknown, About>({
    resolver: zodResolver<AboutInput, unknown, About>(About),
    defaultValues: {
      title: preview.title ?? t('title'),
      quarterFrom: preview.quarterFrom ?? today(),
      issuedOn: today(),
    },
    mode: 'onBlur',
  })
  const save = useAction(async (about: About) => {
    const id = newId()
    const lines = preview.lines.flatMap((line) =>
      line.values ? [{ ...line.values, enterpriseId: meantBy(line, named) }] : [],
    )
    try {
      const { groupId } = await call('targetLists.save', { id, ...about, lines })
      const known = lines.filter(({ enterpriseId }) => enterpriseId !== null).length
      showToast(t('form.done', { taken: lines.length, known }), () => call('records.undoGroup', { groupId }))
    } catch (thrown) {
      markProblems(form, thrown)
      throw thrown
    }
    onClose(id)
  })
  const columns = usePreviewColumns(named, (line, id) => setNamed(new Map(named).set(line, id)))
  const shown = verdict === null ? preview.lines : preview.lines.filter((line) => line.verdict === verdict)
  const count = (each: ListVerdict) => preview.lines.filter((line) => line.verdict === each).length
  const taken = preview.lines.length - count('bad')
  const { control } = form
  return (
    <form
      autoComplete="off"
      className={styles.preview}
      aria-label={t('form.title')}
      onSubmit={(event) => {
        event.preventDefault()
        void form.handleSubmit((values) => save.run(values))()
      }}
    >
      <div className={styles.about}>
        <TextField control={control} name="title" label={t('form.name')} required />
        <TextField control={control} name="dept" label={t('form.dept')} />
        <DateField control={control} name="quarterFrom" label={t('form.quarter')} required />
        <DateField control={control} name="issuedOn" label={t('form.issuedOn')} required />
      </div>
      <div className={styles.head}>
        <Choices
          id="target-list-verdict"
          label={t('preview.filter')}
          value={verdict ?? 'all'}
          options={[
            { value: 'all', label: t('preview.all', { count: preview.lines.length }) },
            ...listVerdicts
              .filter((each) => count(each) > 0)
              .map((each) => ({ value: each, label: `${t(`verdict.${each}`)} ${count(each)}` })),
          ]}
          onChange={(value) => setVerdict(listVerdicts.find((each) => each === value) ?? null)}
        />
        {file && <span className="op-meta">{file.name}</span>}
        {preview.sheets.length > 1 && (
          <FilterSelect
            label={t('preview.sheet')}
            value={preview.sheet}
            options={preview.sheets.map((value) => ({ value, label: value }))}
            onChange={(sheet) => sheet && onSheet(sheet)}
            clearable={false}
            width={140}
          />
        )}
        <span className={styles.confirm}>
          <Button onClick={() => onClose(null)}>{t('common:cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.busy} disabled={taken === 0}>
            {t('form.save', { count: taken })}
          </Button>
        </span>
      </div>
      {trouble}
      <ErrorNotice error={save.error} onClose={save.clearError} />
      <DenseTable
        label={t('preview.label')}
        columns={columns}
        rows={shown}
        rowKey={(row) => String(row.line)}
        onOpen={() => undefined}
      />
    </form>
  )
}

/** The enterprise that a line means, null for none or for one of several that nobody named. */
function meantBy(
  { verdict, line, possible }: PreviewedLine,
  named: ReadonlyMap<number, string>,
): string | null {
  return verdict === 'matched' ? (possible[0]?.id ?? null) : (named.get(line) ?? null)
}
