import { ScanOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { CardMatch } from '#shared/contract/cards.ts'
import { addAttachment } from '../../components/attachments/add-attachment.ts'
import { DraftNotice } from '../../components/DraftNotice.tsx'
import { ErrorNotice } from '../../components/ErrorNotice.tsx'
import { SaveBar } from '../../components/SaveBar.tsx'
import { Screen } from '../../components/Screen.tsx'
import { TalkingElsewhere } from '../../components/SimilarRecords.tsx'
import { call } from '../../lib/client.ts'
import { newId } from '../../lib/ids.ts'
import { useLiveQuery } from '../../lib/live-query.ts'
import { showToast } from '../../lib/toasts.ts'
import { useAction } from '../../lib/use-action.ts'
import type { DraftHandle } from '../../lib/use-draft.ts'
import { CardMatches } from './CardMatches.tsx'
import { CardPicture } from './CardPicture.tsx'
import type { CardWork } from './card-draft.ts'
import styles from './cards.module.css'
import { cutOut, type Turn } from './picture.ts'
import { type CardInHand, type CardKey, phonesOf, useCard } from './use-card.ts'

interface Props {
  readonly picture: ImageBitmap
  /** What was done to it and typed before: in a draft, or beside another photo. */
  readonly begun: CardWork
  readonly recovered: boolean
  readonly draft: DraftHandle
  /** Hears of every step, so that it survives the end of the window. */
  readonly onWork: (work: CardWork) => void
  readonly onStartOver: () => void
  /** Asks for another photo. */
  readonly onOther: () => void
}

/** An enterprise on file that the card names. */
type PickedEnterprise = NonNullable<CardWork['picked']>

/** The photo at the left, what it says at the right. Nothing is saved that a person has not looked at. */
export function CardForm({ picture, begun, recovered, draft, onWork, onStartOver, onOther }: Props) {
  const { t } = useTranslation(['cards', 'common'])
  const navigate = useNavigate()
  const [turn, setTurn] = useState<Turn>(begun.turn)
  const [crop, setCrop] = useState(begun.crop)
  const [ids] = useState(() => ({ contactId: newId(), postId: newId(), enterpriseId: newId() }))
  const [picked, setPicked] = useState<PickedEnterprise | null>(begun.picked)
  const [joined, setJoined] = useState<CardMatch | null>(null)
  const [lacking, setLacking] = useState(false)
  const nameField = useRef<HTMLDivElement>(null)
  const engine = useLiveQuery('cards.engine', {}).data?.engine ?? null
  const card = useCard(begun.values)
  const { values } = card
  const opening = useRef(true)
  useEffect(() => {
    if (opening.current) opening.current = false
    else onWork({ turn, crop, values, picked })
  }, [turn, crop, values, picked, onWork])
  const read = async () => {
    await card.read.run(await cutOut(picture, turn, crop))
  }
  /** The contact is there already when only the picture could not be attached. */
  const stored = useRef(false)
  const save = useAction(async () => {
    const contactId = joined?.id ?? ids.contactId
    const enterprise = enterpriseOf(picked, values, ids.enterpriseId)
    const file = await cutOut(picture, turn, crop)
    if (!stored.current)
      await call('cards.save', {
        contactId,
        postId: ids.postId,
        joins: joined !== null,
        name: values.name.trim().slice(0, 60),
        title: textOr(values.title, 60),
        phones: phonesOf(values.phones),
        email: textOr(values.email, 200),
        remarks: null,
        enterprise,
      })
    stored.current = true
    const owner = { table: 'contacts', id: contactId, enterpriseId: enterprise?.id ?? null }
    await addAttachment(owner, {
      file,
      name: `${t('file-name', { name: values.name.trim() })}.jpg`,
      kind: 'card',
      clean: true,
    })
    await draft.discard()
    showToast(t(joined ? 'joined' : 'saved', { name: values.name.trim() }))
    await navigate(`/contacts/${contactId}`)
  })
  const submit = () => {
    const isLacking = values.name.trim() === ''
    setLacking(isLacking)
    if (isLacking) nameField.current?.querySelector('input')?.focus()
    else void save.run()
  }
  return (
    <Screen
      title={t('title')}
      actions={<Button onClick={onOther}>{t('other')}</Button>}
      foot={
        <SaveBar
          onSave={submit}
          saving={save.busy}
          failure={save}
          savedAt={null}
          draftAt={draft.savedAt}
          draftFailed={draft.failed}
          label={t(joined ? 'join-save' : 'save')}
          problems={lacking ? 1 : 0}
          onCancel={() => void navigate('/contacts')}
        />
      }
    >
      <DraftNotice shown={recovered} onStartOver={onStartOver} />
      <ErrorNotice error={card.read.error} onClose={card.read.clearError} />
      <div className={styles.columns}>
        <CardPicture picture={picture} turn={turn} crop={crop} onTurn={setTurn} onCrop={setCrop}>
          {engine && (
            <Button
              type={card.reading ? 'default' : 'primary'}
              size="small"
              icon={<ScanOutlined aria-hidden />}
              loading={card.read.busy}
              onClick={() => void read()}
            >
              {t(card.reading ? 'read-again' : 'read')}
            </Button>
          )}
          <span className="op-meta">{t('crop-hint')}</span>
        </CardPicture>
        <div className={styles.fields}>
          <p className={card.doubtful.size > 0 ? styles.told : 'op-meta'} role="status">
            {tellOf(card, engine, t)}
          </p>
          <CardMatches
            values={values}
            company={picked?.name ?? values.company}
            joined={joined}
            onJoin={setJoined}
          />
          <div className={styles.pair}>
            <div ref={nameField}>
              <CardText card={card} name="name" wrong={lacking && values.name.trim() === ''} />
            </div>
            <CardText card={card} name="title" />
          </div>
          <Company card={card} picked={picked} onPicked={setPicked} />
          <CardText card={card} name="phones" />
          <div className={styles.pair}>
            <CardText card={card} name="email" />
            {picked === null && <CardText card={card} name="website" />}
          </div>
          {picked === null && <CardText card={card} name="address" />}
        </div>
      </div>
    </Screen>
  )
}

type Texts = (key: string) => string

function tellOf({ reading, doubtful }: CardInHand, engine: string | null, t: Texts): string {
  if (!engine) return t('by-hand')
  if (!reading) return t('not-read')
  if (!reading.readable) return t('unreadable')
  return t(doubtful.size > 0 ? 'read-doubtful' : 'read-sure')
}

const textOr = (text: string, most: number) => (text.trim() === '' ? null : text.trim().slice(0, most))

/** The one that was chosen; else a new one by the name on the card. */
function enterpriseOf(picked: PickedEnterprise | null, values: CardInHand['values'], newId: string) {
  if (picked) return { id: picked.id, isNew: null }
  const name = textOr(values.company, 100)
  if (name === null) return null
  const [address, website] = [textOr(values.address, 200), textOr(values.website, 200)]
  return { id: newId, isNew: { name, address, website } }
}

function CardText({
  card,
  name,
  wrong = false,
  onTyped,
}: {
  readonly card: CardInHand
  readonly name: CardKey
  readonly wrong?: boolean
  readonly onTyped?: () => void
}) {
  const { t } = useTranslation('cards')
  const id = useId()
  const doubtful = card.doubtful.has(name)
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t(`field.${name}`)}</label>
      <Input
        id={id}
        value={card.values[name]}
        maxLength={300}
        autoComplete="off"
        {...(wrong ? { status: 'error', 'aria-invalid': true } : doubtful ? { status: 'warning' } : {})}
        {...(doubtful || wrong ? { 'aria-describedby': `${id}-note` } : {})}
        onChange={(event) => {
          card.type(name, event.target.value)
          onTyped?.()
        }}
      />
      {(doubtful || wrong) && (
        <span id={`${id}-note`} className={wrong ? 'op-late' : styles.doubt}>
          {t(wrong ? 'required' : 'check')}
        </span>
      )}
    </div>
  )
}

/** The firm on the card; one click takes the one on file that it is. */
function Company({
  card,
  picked,
  onPicked,
}: {
  readonly card: CardInHand
  readonly picked: PickedEnterprise | null
  readonly onPicked: (enterprise: PickedEnterprise | null) => void
}) {
  const { t } = useTranslation('cards')
  const company = card.values.company.trim().slice(0, 200)
  const similar = useLiveQuery(
    'duplicates.similar',
    company === '' ? null : { table: 'enterprises', name: company, exceptId: picked?.id ?? null },
  )
  const { records = [], elsewhere = [] } = (company !== '' && similar.data) || {}
  // The very same name is the very same firm; who means another one types on.
  const same = similar.stale ? undefined : records.find(({ name }) => name === company)
  useEffect(() => {
    if (same && !picked) onPicked({ id: same.id, name: same.name })
  }, [same, picked, onPicked])
  return (
    <div>
      <CardText card={card} name="company" onTyped={() => onPicked(null)} />
      {company !== '' && <span className="op-meta">{t(picked ? 'company-on-file' : 'company-new')}</span>}
      {!same &&
        !picked &&
        records.slice(0, 3).map(({ id, name }) => (
          <div key={id} className={styles.known}>
            <span>{t('company-known', { name })}</span>
            <Button
              size="small"
              onClick={() => {
                onPicked({ id, name })
                card.type('company', name)
              }}
            >
              {t('company-take')}
            </Button>
          </div>
        ))}
      <TalkingElsewhere units={elsewhere} />
    </div>
  )
}
