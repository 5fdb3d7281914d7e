import { SaveOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BundleReceiver, ExchangePeers } from '#shared/contract/exchange.ts'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { FilterSelect } from '../../components/FilterSelect.tsx'
import { Notice } from '../../components/Notice.tsx'
import { Answered } from '../../components/Screen.tsx'
import { bridge, call } from '../../lib/client.ts'
import { formatDay } from '../../lib/format.ts'
import { type LiveQuery, useLiveQuery } from '../../lib/live-query.ts'
import { useAction } from '../../lib/use-action.ts'
import { countsText } from './bundle-text.ts'
import styles from './exchange.module.css'

/** A file for a colleague's laptop, or for everybody on a trip: chosen, counted, written. */
export function WriteBundle({ peers }: { readonly peers: LiveQuery<ExchangePeers> }) {
  const { t } = useTranslation('exchange')
  const [chosen, setChosen] = useState<string | null>(null)
  const [written, setWritten] = useState<{ token: string; text: string } | null>(null)
  const to = receiverOf(chosen)
  const offer = useLiveQuery('exchange.offer', to && { to })
  const write = useAction(async (to: BundleReceiver, suggestedName: string) => {
    const file = await bridge().chooseSaveFile({ suggestedName, kind: 'outpost' })
    if (!file) return
    const { name, operations } = await call('exchange.writeBundle', { to, fileToken: file.token })
    setWritten({ token: file.token, text: t('write.written', { name, count: operations }) })
  })
  return (
    <section className={styles.card} aria-label={t('write.title')}>
      <h2>{t('write.title')}</h2>
      <p className="op-meta">{t('write.hint')}</p>
      <Answered query={peers}>
        {({ devices, trips }) => (
          <div className="op-row">
            <FilterSelect
              label={t('write.to')}
              width={440}
              value={chosen}
              options={[
                ...trips.map(({ tripId, title, startOn }) => ({
                  value: `trip ${tripId}`,
                  label: t('write.trip', { title, day: formatDay(startOn) }),
                })),
                ...devices.map(({ device, deviceName, userName }) => ({
                  value: `device ${device}`,
                  label: t('write.device', { name: userName ?? t('someone'), device: deviceName }),
                })),
              ]}
              onChange={(next) => {
                setChosen(next)
                setWritten(null)
              }}
            />
            {trips.length === 0 && devices.length === 0 && (
              <span className="op-meta">{t('write.nobody')}</span>
            )}
          </div>
        )}
      </Answered>
      {to && (
        <Answered query={offer}>
          {(counts) => (
            <>
              <p>{countsText(counts)}</p>
              <div className="op-row">
                <Button
                  type="primary"
                  icon={<SaveOutlined aria-hidden />}
                  loading={write.busy}
                  disabled={counts.operations === 0}
                  onClick={() => write.run(to, counts.fileName)}
                >
                  {t('write.action')}
                </Button>
              </div>
            </>
          )}
        </Answered>
      )}
      <ErrorNotice error={write.error} onClose={write.clearError} />
      {written && (
        <Notice
          kind="plain"
          title={written.text}
          action={
            <Button size="small" onClick={() => void bridge().showFile(written.token)}>
              {t('write.show')}
            </Button>
          }
          onClose={() => setWritten(null)}
        />
      )}
    </section>
  )
}

/** The receiver that an option of the list stands for. */
function receiverOf(option: string | null): BundleReceiver | null {
  const [kind, id] = option?.split(' ') ?? []
  if (!id) return null
  return kind === 'trip' ? { kind, tripId: id } : { kind: 'device', device: id }
}
