import { EditOutlined, ExportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { MinutesDetail } from '#shared/contract/minutes.ts'
import type { Audience } from '#shared/domain/note-export.ts'
import { mayLeave } from '#shared/domain/note-export.ts'
import { DeleteButton } from '../../components/DeleteButton.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { RecordFoot } from '../../components/RecordFoot.tsx'
import { Screen } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { useEnums } from '../../lib/enums.ts'
import { formatDay } from '../../lib/format.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import { useDeletion } from '../../lib/use-deletion.ts'
import styles from './minutes.module.css'

/** Finished minutes as they will be printed, with the ways to write them into a file. */
export function MinutesDetailScreen() {
  const { t } = useTranslation('minutes')
  const { label } = useEnums()
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const found = useLiveQuery('minutes.get', { id })
  const detail = found.data ?? null
  const edit = () => void navigate(`/minutes/${id}/edit`)
  const remove = useDeletion(() =>
    navigate(`/enterprises/${detail?.minutes.enterpriseId}?tab=talks&part=minutes`),
  )
  const write = useAction(async (audience: Audience) => {
    const { fileName } = await call('minutes.fileName', { id, audience })
    const file = await bridge().chooseSaveFile({ suggestedName: fileName, kind: 'docx' })
    if (!file) return
    const written = await call('minutes.export', { id, audience, fileToken: file.token })
    showToast(t('export.done', { name: written.name }))
  })
  useShortcut('e', edit, detail?.mine ?? false)
  return (
    <Screen
      title={detail?.minutes.title ?? t('title')}
      state={
        detail && (
          <>
            <span className="op-meta">{formatDay(detail.minutes.occurredOn)}</span>
            <span className="op-tag">{label('confidentialities', detail.minutes.confidentiality)}</span>
          </>
        )
      }
      actions={
        detail && (
          <>
            <Button
              type="primary"
              icon={<ExportOutlined aria-hidden />}
              loading={write.busy}
              onClick={() => void write.run('own')}
            >
              {t('export.own')}
            </Button>
            {mayLeave(detail.minutes, 'enterprise') && (
              <Button onClick={() => void write.run('enterprise')} title={t('export.enterpriseHint')}>
                {t('export.enterprise')}
              </Button>
            )}
            {detail.mine && (
              <>
                <Button icon={<EditOutlined aria-hidden />} onClick={edit} title="E">
                  {t('common:edit')}
                </Button>
                <DeleteButton
                  label={t('common:delete')}
                  loading={remove.busy}
                  onDelete={() =>
                    void remove.run(
                      { table: 'minutes', id },
                      t('common:deleted', { name: detail.minutes.title }),
                    )
                  }
                />
              </>
            )}
          </>
        )
      }
      query={found}
      empty={<EmptyState text={t('common:record-gone')} />}
      foot={detail && <RecordFoot foot={detail.foot} />}
    >
      {(data) => (
        <div className="op-stack">
          <ErrorNotice
            error={write.error ?? remove.error}
            onClose={write.error ? write.clearError : remove.clearError}
          />
          <p className="op-row op-meta">
            <Link to={`/enterprises/${data.minutes.enterpriseId}?tab=talks&part=minutes`}>
              {data.enterpriseName}
            </Link>
            {data.minutes.visitId && <Link to={`/visits/${data.minutes.visitId}`}>{t('visit')}</Link>}
            <Link to="/promises?tab=demands">{t('promises')}</Link>
          </p>
          <Paper detail={data} />
        </div>
      )}
    </Screen>
  )
}

/** The text as it is printed. It exists in Chinese only, whatever the language of the screen. */
function Paper({ detail: { document } }: { readonly detail: MinutesDetail }) {
  const { t } = useTranslation('minutes')
  return (
    <article className={styles.paper} lang="zh-CN" aria-label={t('paper')}>
      <p className={styles.mark}>{document.mark}</p>
      <p className={styles.issuer}>
        <span>{document.issuer}</span>
        <span>{document.date}</span>
      </p>
      <h2>{document.title}</h2>
      <p>{document.lead}</p>
      {document.sections.map(({ heading, paragraphs }) => (
        <section key={heading}>
          <h3>{heading}</h3>
          {paragraphs.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      ))}
      <dl>
        {document.attended.map(({ organisation, people }, index) => (
          <div key={organisation}>
            <dt>{index === 0 ? '出席：' : ''}</dt>
            <dd>{`${organisation}　${people}`}</dd>
          </div>
        ))}
        {document.recorder && (
          <div>
            <dt>记录：</dt>
            <dd>{document.recorder}</dd>
          </div>
        )}
      </dl>
    </article>
  )
}
