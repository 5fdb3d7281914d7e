import { CheckCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ReportProblem } from '#shared/domain/trip-report/problems.ts'
import { problemPath } from './problem-path.ts'
import styles from './report-screen.module.css'

/** What should be mended before the report is handed in; a click leads to the field. */
export function ReportProblems({
  problems,
  tripId,
}: {
  readonly problems: readonly ReportProblem[]
  readonly tripId: string
}) {
  const { t } = useTranslation('reports')
  const navigate = useNavigate()
  return (
    <aside className={styles.problems} aria-label={t('problemList.title')}>
      <h2>{t('problemList.title')}</h2>
      {problems.length === 0 ? (
        <p>
          <CheckCircleOutlined aria-hidden /> {t('problemList.none')}
        </p>
      ) : (
        <>
          <p className={styles.count}>{t('problemList.count', { count: problems.length })}</p>
          <ul>
            {problems.map((problem) => {
              const { table, id, field } = problem.subject
              return (
                <li key={`${problem.code} ${table} ${id} ${field} ${JSON.stringify(problem.params)}`}>
                  <span
                    className={problem.severity === 'missing' ? 'op-tag op-tag-late' : 'op-tag op-tag-warn'}
                  >
                    {t(`problemList.severity.${problem.severity}`)}
                  </span>
                  <Button type="link" onClick={() => navigate(problemPath(problem, tripId))}>
                    {t(`problems.${problem.code}`, { ...problem.params })}
                  </Button>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </aside>
  )
}
