import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchComposition } from '../../../renderer/lib/composition.ts'
import { DraftWriter, draftDelayMs } from '../../../renderer/lib/draft-writer.ts'

const keyboard = new EventTarget()
watchComposition(keyboard)

function writer() {
  const written: unknown[] = []
  const sink = {
    save: vi.fn(async (body: unknown) => {
      written.push(body)
    }),
    discard: vi.fn(async () => undefined),
  }
  return { draft: new DraftWriter(sink), written, sink }
}

describe('A draft', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is kept once, a moment after the last of several inputs', async () => {
    const { draft, written } = writer()
    for (const text of ['负', '负极', '负极材料']) {
      draft.touch(() => text)
      await vi.advanceTimersByTimeAsync(draftDelayMs - 100)
    }
    expect(written).toEqual([])
    await vi.advanceTimersByTimeAsync(100)
    expect(written).toEqual(['负极材料'])
  })

  it('waits for the input method to finish a word', async () => {
    const { draft, written } = writer()
    keyboard.dispatchEvent(new Event('compositionstart'))
    draft.touch(() => 'fu')
    await vi.advanceTimersByTimeAsync(draftDelayMs * 3)
    expect(written).toEqual([])
    draft.touch(() => '负')
    keyboard.dispatchEvent(new Event('compositionend'))
    await vi.advanceTimersByTimeAsync(draftDelayMs)
    expect(written).toEqual(['负'])
  })

  it.each([
    ['the next input', 'input', {}],
    ['the next key', 'keydown', { keyCode: 65 }],
  ])('is kept though the page ended the composition without a word: %s tells', async (_, name, more) => {
    const { draft, written } = writer()
    const event = (isComposing: boolean, keyCode = more) =>
      Object.assign(new Event(name), { isComposing }, keyCode)
    keyboard.dispatchEvent(new Event('compositionstart'))
    keyboard.dispatchEvent(event(true))
    keyboard.dispatchEvent(event(false, { keyCode: 229 }))
    draft.touch(() => '负')
    await vi.advanceTimersByTimeAsync(draftDelayMs * 3)
    expect(written).toEqual([])
    keyboard.dispatchEvent(event(false))
    await vi.advanceTimersByTimeAsync(draftDelayMs)
    expect(written).toEqual(['负'])
  })

  it('is kept at once when the window is about to close', async () => {
    const { draft, written } = writer()
    draft.touch(() => '未写完')
    await draft.flush()
    expect(written).toEqual(['未写完'])
  })

  it('does not come back after it was discarded', async () => {
    const { draft, written, sink } = writer()
    draft.touch(() => '旧')
    await draft.discard()
    await vi.advanceTimersByTimeAsync(draftDelayMs * 2)
    await draft.flush()
    expect(written).toEqual([])
    expect(sink.discard).toHaveBeenCalledOnce()
  })

  it('tells whether something was typed while a save was under way', () => {
    const { draft } = writer()
    draft.touch(() => '交办前')
    const before = draft.touches
    expect(draft.touches).toBe(before)
    draft.touch(() => '交办前，又补了一句')
    expect(draft.touches).not.toBe(before)
  })

  it('is tried again when it could not be written', async () => {
    const { draft, written, sink } = writer()
    sink.save.mockRejectedValueOnce(new Error('disk full'))
    draft.touch(() => '内容')
    await draft.flush()
    expect(written).toEqual([])
    await draft.flush()
    expect(written).toEqual(['内容'])
  })
})
