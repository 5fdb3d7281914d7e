import { IdcardOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Screen } from '../../components/Screen.tsx'
import { newId } from '../../lib/ids.ts'
import { useShortcut } from '../../lib/shortcuts.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { CardForm } from './CardForm.tsx'
import { type CardWork, cardDraftKey, freshCard, openedDraft, photoText } from './card-draft.ts'
import styles from './cards.module.css'

interface Opened {
  readonly id: string
  readonly picture: ImageBitmap
  /** The picture as the draft keeps it. */
  readonly photo: string
  readonly work: CardWork
  readonly recovered: boolean
}

/** From the photo of a business card to a contact: choose, drop or paste it, check what was read, save. */
export function CardScreen() {
  const { t } = useTranslation('cards')
  const navigate = useNavigate()
  const [opened, setOpened] = useState<Opened | null>(null)
  const [refused, setRefused] = useState(false)
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const latestWork = useRef(freshCard)
  const draft = useDraft(cardDraftKey)
  const { touch } = draft
  const take = async (file: File | undefined) => {
    if (!file) return
    // A camera notes how it was held; the picture is turned upright by that.
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
    setRefused(picture === null)
    if (!picture) return
    const photo = await photoText(picture)
    // Another photo of the same card: what was typed beside the first one stays.
    const { values, picked } = latestWork.current
    const work = { ...freshCard, values, picked }
    setOpened({ id: newId(), picture, photo, work, recovered: false })
    if (values) touch(() => ({ ...work, photo }))
  }
  const photo = opened?.photo
  const keep = useCallback(
    (work: CardWork) => {
      latestWork.current = work
      touch(() => ({ ...work, photo }))
    },
    [photo, touch],
  )
  const startOver = async () => {
    await draft.discard()
    latestWork.current = freshCard
    setOpened(null)
  }
  const { recovered } = draft
  useEffect(() => {
    if (!recovered) return
    void openedDraft(recovered.body).then((found) => {
      if (!found) return
      latestWork.current = found.work
      // A photo that was chosen meanwhile goes before.
      setOpened((now) => now ?? { id: newId(), recovered: true, ...found })
    })
  }, [recovered])
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = event.clipboardData?.files[0]
      if (!file) return
      event.preventDefault()
      void latest.current(file)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [])
  useShortcut('Escape', () => void navigate('/contacts'), opened === null)
  const choose = () => picker.current?.click()
  const input = (
    <input
      ref={picker}
      type="file"
      accept="image/*"
      hidden
      aria-label={t('choose')}
      onChange={(event) => {
        void take(event.target.files?.[0])
        event.target.value = ''
      }}
    />
  )
  if (opened)
    return (
      <>
        <CardForm
          key={opened.id}
          picture={opened.picture}
          begun={opened.work}
          recovered={opened.recovered}
          draft={draft}
          onWork={keep}
          onStartOver={() => void startOver()}
          onOther={choose}
        />
        {input}
      </>
    )
  return (
    <Screen title={t('title')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same by keyboard */}
      <div
        className={over ? `${styles.empty} ${styles.over}` : styles.empty}
        onDragOver={(event: DragEvent) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault()
          setOver(false)
          void take(event.dataTransfer.files[0])
        }}
      >
        <IdcardOutlined className={styles.icon ?? ''} aria-hidden />
        <p>{t('begin')}</p>
        <Button type="primary" onClick={choose}>
          {t('choose')}
        </Button>
        <p className="op-meta">{t('private')}</p>
        {refused && (
          <p role="alert" className="op-late">
            {t('no-picture')}
          </p>
        )}
      </div>
      {input}
    </Screen>
  )
}
