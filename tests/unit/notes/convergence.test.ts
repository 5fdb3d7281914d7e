import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeNote } from '../../../shared/notes/compose.ts'
import { type Action, type History, play, timesIn } from './note-histories.ts'

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('type' as const), at: fc.nat(20), with: fc.nat(20) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'split' as const,
        'join' as const,
        'style' as const,
        'remove' as const,
        'table' as const,
      ),
      at: fc.nat(20),
      with: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('seal' as const, 'send' as const, 'receive' as const) }),
  },
)
const withGenerations = fc.oneof(
  { weight: 9, arbitrary: action },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('generation' as const) }) },
)

const history = (one: fc.Arbitrary<Action>): fc.Arbitrary<History> =>
  fc.record({
    body: fc.constantFrom(null, '对方关心〔电价〕\n要一份〔方案〕'),
    steps: fc.array(fc.tuple(fc.nat(2), one), { minLength: 4, maxLength: 40 }),
  })

/** What is wrong with the outcome of a history; an empty list when nothing is. */
function faults(played: ReturnType<typeof play>, body: string | null, strict: boolean): string[] {
  const [first = ''] = played.texts
  const wrong = played.texts.some((text) => text !== first) ? ['replicas differ'] : []
  const seeded = body ? [...body.matchAll(/〔[^〕]*〕/g)].map(([token]) => token) : []
  for (const token of [...played.typed, ...seeded]) {
    const times = timesIn(first, token)
    const gone = played.removed.has(token)
    // A removal that came too late for a new generation counts no more; the word then stands there once.
    const right = gone ? times === 0 || (!strict && times === 1) : times === 1
    if (!right) wrong.push(`${token} stands ${times} times`)
  }
  return wrong
}

describe('a note that several people edited offline', () => {
  it.each([2, 3])('keeps every word of %i devices exactly once, in one text (I13)', (devices) => {
    fc.assert(
      fc.property(history(action), (told) => {
        expect(faults(play(told, devices), told.body, true)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it.each([2, 3])('keeps every word of %i devices while they begin new generations of it', (devices) => {
    fc.assert(
      fc.property(history(withGenerations), (told) => {
        expect(faults(play(told, devices), told.body, false)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('is told from one that was doubled: a device that seeds the plain text anew is found out', () => {
    let seeds = 0
    const careless: typeof composeNote = (note, edits) => {
      const composed = composeNote(note, edits)
      if (composed.given === null) return composed
      // What HTML or Markdown imports do: the first content under a client of its own each time.
      return composeNote({ ...note, id: `${note.id} ${seeds++}` }, edits)
    }
    const found = fc.check(
      fc.property(history(action), (told) => faults(play(told, 2, careless), told.body, true).length === 0),
      { numRuns: 200 },
    )
    expect(found.failed).toBe(true)
  })

  it('is told from one that lost words: a device that drops what came too late is found out', () => {
    const forgetful: typeof composeNote = (note, edits) => {
      const present = composeNote(note, edits).generation
      return composeNote(
        note,
        edits.filter(({ kind, generation }) => kind === 'generation' || generation === present),
      )
    }
    const found = fc.check(
      fc.property(
        history(withGenerations),
        (told) => faults(play(told, 2, forgetful), told.body, false).length === 0,
      ),
      { numRuns: 200 },
    )
    expect(found.failed).toBe(true)
  })
})
