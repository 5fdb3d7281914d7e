import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './attachments.module.css'
import { answerPhotoQuestion, type PhotoData, usePhotoQuestion } from './consent.ts'

const answers: readonly PhotoData[] = ['time-and-place', 'time', 'none']

/** Asks once what may be kept of what a camera wrote into a photo. */
export function ConsentDialog() {
  const { t } = useTranslation('attachments')
  const asked = usePhotoQuestion((state) => state.waiting.length > 0)
  return (
    <Modal
      open={asked}
      title={t('consent.title')}
      width={440}
      footer={null}
      onCancel={() => void answerPhotoQuestion(null)}
    >
      <div className="op-stack">
        <p>{t('consent.text')}</p>
        <div className={styles.answers}>
          {answers.map((answer) => (
            <Button key={answer} block onClick={() => void answerPhotoQuestion(answer)}>
              {t(`consent.${answer}`)}
            </Button>
          ))}
          <Button block type="text" onClick={() => void answerPhotoQuestion(null)}>
            {t('consent.cancel')}
          </Button>
        </div>
        <p className="op-meta">{t('consent.later')}</p>
      </div>
    </Modal>
  )
}
