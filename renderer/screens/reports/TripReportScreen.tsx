import { FileExcelOutlined, FileWordOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { TripReportPreview } from '#shared/contract/reports.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { Freshness } from '../../components/Freshness.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Screen } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { ReportProblems } from './ReportProblems.tsx'
import { reportPictures } from './report-pictures.ts'
import styles from './report-screen.module.css'
import { TripReportPages } from './TripReportPages.tsx'

/** A file that was written just now, with the token by which the file manager can show it. */
interface Written {
  readonly token: string
  readonly text: string
}

/** The trip report before it is exported: its pages, what is missing at the left, and the two files. */
export function TripReportScreen() {
  const { t } = useTranslation('reports')
  const { id: tripId = '' } = useParams()
  const navigate = useNavigate()
  const [maskPhones, setMaskPhones] = useState(false)
  const [withPhotos, setWithPhotos] = useState(true)
  const [written, setWritten] = useState<Written | null>(null)
  const preview = useLiveQuery('reports.tripPreview', { tripId, maskPhones, withPhotos })

  const exportReport = useAction(async ({ fileName, report }: TripReportPreview) => {
    const file = await bridge().chooseSaveFile({ suggestedName: fileName, kind: 'docx' })
    if (!file) return
    const pictures = await reportPictures(report)
    const options = { tripId, maskPhones, withPhotos, pictures }
    const { name } = await call('reports.exportTrip', { ...options, fileToken: file.token })
    setWritten({ token: file.token, text: t('preview.reportWritten', { name }) })
  })
  const exportLedger = useAction(async ({ ledgerName }: TripReportPreview) => {
    const file = await bridge().chooseSaveFile({ suggestedName: ledgerName, kind: 'xlsx' })
    if (!file) return
    const { name, rows } = await call('reports.exportLedger', { filter: { tripId }, fileToken: file.token })
    setWritten({ token: file.token, text: t('preview.ledgerWritten', { name, rows }) })
  })

  const shown = preview.data
  return (
    <Screen
      title={t('preview.title')}
      state={
        <>
          {shown?.report.isDraft && <span className="op-tag op-tag-late">{t('preview.draft')}</span>}
          <Freshness tripId={tripId} />
        </>
      }
      flush
      query={preview}
      actions={
        <>
          <Checkbox checked={maskPhones} onChange={(event) => setMaskPhones(event.target.checked)}>
            {t('preview.maskPhones')}
          </Checkbox>
          <Checkbox checked={withPhotos} onChange={(event) => setWithPhotos(event.target.checked)}>
            {t('preview.withPhotos')}
          </Checkbox>
          <Button onClick={() => navigate(`/trips/${tripId}`)}>{t('preview.back')}</Button>
          <Button
            icon={<FileExcelOutlined aria-hidden />}
            loading={exportLedger.busy}
            disabled={!shown}
            onClick={() => shown && exportLedger.run(shown)}
          >
            {t('preview.exportLedger')}
          </Button>
          <Button
            type="primary"
            icon={<FileWordOutlined aria-hidden />}
            loading={exportReport.busy}
            disabled={!shown}
            onClick={() => shown && exportReport.run(shown)}
          >
            {t('preview.exportReport')}
          </Button>
        </>
      }
    >
      {({ report, problems }) => (
        <>
          <ErrorNotice error={exportReport.error} onClose={exportReport.clearError} />
          <ErrorNotice error={exportLedger.error} onClose={exportLedger.clearError} />
          {written && <WrittenNotice written={written} onClose={() => setWritten(null)} />}
          <div className={styles.layout}>
            <ReportProblems problems={problems} tripId={tripId} />
            <TripReportPages report={report} />
          </div>
        </>
      )}
    </Screen>
  )
}

/** Tells the name of the file that was written and offers to show it; stays until it is closed. */
function WrittenNotice({ written, onClose }: { readonly written: Written; readonly onClose: () => void }) {
  const { t } = useTranslation('reports')
  return (
    <Notice
      kind="plain"
      title={written.text}
      action={
        <Button size="small" onClick={() => void bridge().showFile(written.token)}>
          {t('preview.showInFolder')}
        </Button>
      }
      onClose={onClose}
    />
  )
}
