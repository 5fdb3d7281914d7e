import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { Screen } from '../../components/Screen.tsx'
import { useLiveQuery } from '../../lib/live-query.ts'
import { logDays } from './log-lines.ts'
import { SyncPlaces } from './SyncPlaces.tsx'
import styles from './sync.module.css'

const page = 100
const most = 500

/** What happened between this device and the server, day by day, the newest first. */
export function SyncLogScreen() {
  const { t } = useTranslation('sync')
  const [limit, setLimit] = useState(page)
  const log = useLiveQuery('sync.log', { limit })
  return (
    <Screen
      title={t('place.log')}
      filters={<SyncPlaces />}
      query={log}
      empty={<EmptyState text={t('log.empty')} />}
    >
      {(entries) => (
        <>
          {logDays(entries).map(({ day, lines }) => (
            <section key={day} className={styles.logDay} aria-label={day}>
              <h2>{day}</h2>
              <table className={styles.log}>
                <tbody>
                  {lines.map(({ id, time, text, note, late }) => (
                    <tr key={id}>
                      <td className={styles.logTime}>{time}</td>
                      <td className={late === 'text' ? 'op-late' : ''}>{text}</td>
                      <td className={late === 'note' ? 'op-meta op-late' : 'op-meta'}>{note}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          ))}
          {entries.length === limit && limit < most && (
            <Button onClick={() => setLimit((limit) => Math.min(most, limit + 2 * page))}>
              {t('log.more')}
            </Button>
          )}
        </>
      )}
    </Screen>
  )
}
