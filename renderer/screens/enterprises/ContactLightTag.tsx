import { useTranslation } from 'react-i18next'
import type { ContactLight } from '#shared/domain/contact-light.ts'
import styles from './enterprises.module.css'

interface Props {
  readonly light: ContactLight | null
  readonly dueInDays: number | null
}

/** How the contact with an enterprise stands, in words and with a mark of its own shape, never by colour alone. */
export function ContactLightTag({ light, dueInDays }: Props) {
  const { t } = useTranslation('enterprises')
  if (light === null) return null
  const mark = { green: '●', yellow: '▲', red: '■', never: '○' }[light]
  const due =
    dueInDays === null
      ? ''
      : dueInDays === 0
        ? t('light.today')
        : t(dueInDays > 0 ? 'light.left' : 'light.over', { count: Math.abs(dueInDays) })
  return (
    <span className={styles[`light-${light}`]} title={due}>
      <span aria-hidden>{mark}</span> {light === 'red' && due ? due : t(`light.${light}`)}
    </span>
  )
}
