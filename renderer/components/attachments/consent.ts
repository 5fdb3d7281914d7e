import { create } from 'zustand'
import type { FileSettings } from '#shared/contract/attachments.ts'
import { call } from '../../lib/client.ts'

export type PhotoData = Exclude<FileSettings['photoData'], 'ask'>

interface Question {
  /** Who waits for the answer; empty while nobody asks. */
  readonly waiting: readonly ((answer: PhotoData | null) => void)[]
}

/** The question that is asked once: what may be kept of what a camera wrote into a photo. */
export const usePhotoQuestion = create<Question>()(() => ({ waiting: [] }))

/** What the person chose, asking the first time. Null when the question was left without an answer. */
export async function photoDataChoice(): Promise<PhotoData | null> {
  const { photoData } = await call('attachments.settings', {})
  if (photoData !== 'ask') return photoData
  return new Promise((resolve) =>
    usePhotoQuestion.setState(({ waiting }) => ({ waiting: [...waiting, resolve] })),
  )
}

/** Answers everybody who waits; an answer is kept for the next time. */
export async function answerPhotoQuestion(answer: PhotoData | null): Promise<void> {
  const { waiting } = usePhotoQuestion.getState()
  usePhotoQuestion.setState({ waiting: [] })
  if (answer !== null) await call('attachments.changeSettings', { photoData: answer })
  for (const resolve of waiting) resolve(answer)
}
