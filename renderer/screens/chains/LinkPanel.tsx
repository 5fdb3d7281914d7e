import { DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChainLinkRow } from '#shared/contract/chains.ts'
import { linkPositions } from '#shared/domain/enumerations.ts'
import { chainLinks, type IndustryChain, type LinkPosition } from '#shared/domain/industry-chains.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SelectField } from '../../components/fields/SelectField.tsx'
import { TextAreaField } from '../../components/fields/TextAreaField.tsx'
import { TextField } from '../../components/fields/TextField.tsx'
import { call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { useRecordForm } from '../../lib/use-record-form.ts'
import styles from './chains.module.css'
import { LinkEnterprises } from './LinkEnterprises.tsx'
import { StateTag } from './StateTag.tsx'
import type { LinkEdits } from './use-link-edits.ts'

interface Props {
  readonly chain: IndustryChain
  readonly link: ChainLinkRow
  readonly mayWrite: boolean
  readonly edits: LinkEdits
}

const ownSchema = chainLinks.draft.pick({ name: true, state: true, gapNote: true, leader: true })

/** One link: what it is called, how it stands, what is missing, who answers for it, and the enterprises on it. */
export function LinkPanel({ chain, link, mayWrite, edits }: Props) {
  const { t } = useTranslation('chains')
  const { label } = useEnums()
  return (
    <section className={styles.panel} aria-label={link.name}>
      <header className={styles.panelHead}>
        <h2>{link.name}</h2>
        <StateTag state={link.state} />
        {mayWrite ? (
          <span className={styles.right}>
            <Select<LinkPosition>
              aria-label={t('field.position')}
              value={link.position}
              style={{ width: 124 }}
              options={linkPositions.map((value) => ({ value, label: label('linkPositions', value) }))}
              onChange={(position) => edits.run(link, { kind: 'position', position })}
            />
            <Button
              aria-label={t('tree.delete')}
              title={t('tree.delete')}
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => edits.run(link, { kind: 'delete' })}
            />
          </span>
        ) : (
          <span className="op-tag">{label('linkPositions', link.position)}</span>
        )}
      </header>
      {link.stray && <p className="op-meta">{t(`stray.${link.stray}-hint`)}</p>}
      {mayWrite ? (
        <LinkForm link={link} />
      ) : (
        <p className="op-prose">
          {[link.leader && `${t('field.linkLeader')}：${link.leader}`, link.gapNote]
            .filter(Boolean)
            .join('\n')}
        </p>
      )}
      <LinkEnterprises chain={chain} link={link} />
    </section>
  )
}

function LinkForm({ link }: { readonly link: ChainLinkRow }) {
  const { t } = useTranslation('chains')
  const { options } = useEnums()
  const { id, name, state, gapNote, leader } = link
  const { form, submit, saving, savedAt } = useRecordForm({
    draftKey: `chainLink:${id}`,
    schema: ownSchema,
    initial: { name, state, gapNote, leader },
    stays: true,
    save: async (values, seen) => {
      await call('chains.saveLink', { ...values, id, seen })
    },
  })
  const { control, reset, formState } = form
  const { isDirty } = formState
  // What was changed in the tree, or by a colleague, shows here too as long as nothing is typed.
  useEffect(() => {
    if (!isDirty) reset({ name, state, gapNote, leader })
  }, [reset, isDirty, name, state, gapNote, leader])
  return (
    <form
      autoComplete="off"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <ErrorNotice error={saving.error} onClose={saving.clearError} />
      <TextField control={control} name="name" label={t('field.linkName')} required />
      <SelectField control={control} name="state" label={t('field.state')} options={options('linkStates')} />
      <TextField
        control={control}
        name="leader"
        label={t('field.linkLeader')}
        hint={t('field.linkLeaderHint')}
      />
      <div className={styles.wide}>
        <TextAreaField control={control} name="gapNote" label={t('field.gapNote')} minRows={2} />
      </div>
      <div className="op-row">
        <Button type="primary" htmlType="submit" loading={saving.busy} disabled={!isDirty}>
          {t('detail.save')}
        </Button>
        <span className="op-meta" role="status">
          {savedAt ? t('detail.saved') : ''}
        </span>
      </div>
    </form>
  )
}
