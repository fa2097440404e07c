import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { advance } from './advance.ts'
import type { View } from './advance.ts'
import type { Lesson, Step } from './lesson.ts'
import { failed, from, joined, status } from './requirements.ts'
import type { Run } from './run.ts'
import type { LabState } from './scene.ts'
import type { Sighting } from './sighting.ts'

const state = { waived: {} } as unknown as LabState

function seen(id: string, at: number, change: Partial<Sighting> = {}): Sighting {
  return {
    id,
    startedAt: at,
    endedAt: at + 1,
    labTime: 0,
    message: 'token request',
    from: 'program',
    role: 'authserver',
    flow: id,
    parent: undefined,
    method: 'POST',
    address: 'https://lab.test/token',
    status: 200,
    sent: {},
    repeated: {},
    answered: {},
    leads: undefined,
    challenge: undefined,
    client: 'c',
    basic: false,
    authorization: false,
    shown: undefined,
    jwts: {},
    checks: {},
    interventions: [],
    failure: undefined,
    automatic: false,
    ...change,
  }
}

const plain = { idea: '', todo: '', places: [], look: '', answer: '', ran: [] }
const first: Step = {
  ...plain,
  title: 'one',
  lines: [
    {
      name: 'A',
      message: 'token request',
      words: 'refused',
      requires: [from('program'), status(401)],
    },
    {
      name: 'B',
      message: 'token request',
      words: 'taken',
      requires: [
        joined(
          'code',
          ({ sent }) => sent['code'],
          'A',
          ({ sent }) => sent['code'],
        ),
        status(200),
      ],
    },
  ],
}
const second: Step = {
  ...plain,
  title: 'two',
  lines: [
    { name: 'C', message: 'token request', words: 'again', requires: [from('program')] },
    { absent: 'callback', words: 'no callback', requires: [] },
  ],
}
const lesson = { name: 'test', steps: [first, second] } as unknown as Lesson

const begun: Run = {
  lesson: 'test',
  startedAt: 0,
  step: 0,
  openedAt: 10,
  was: state,
  evidence: [],
  latched: [],
  kept: [],
  misses: [],
  holds: [],
  answers: [],
  values: {},
  unlocked: [],
  heardAt: 0,
}
const view = (now: number, ...sightings: Sighting[]): View => ({
  now,
  sightings,
  held: [],
  values: {},
  state,
})
const refused = (id: string, at: number) => seen(id, at, { status: 401, sent: { code: 'x' } })
const taken = (id: string, at: number, code = 'x') => seen(id, at, { sent: { code } })

describe('a lesson goes on', () => {
  test('when its lines hold in order, joined by their values', () => {
    const { run } = advance(lesson, begun, view(100, refused('a', 20), taken('b', 30)))
    equal(run.step, 1)
    equal(run.openedAt, 31)
    deepEqual(
      run.evidence[0]!.map((one) => typeof one === 'object' && one.id),
      ['a', 'b'],
    )
  })

  test('and not by messages in another order, nor by those that came before the step', () => {
    equal(advance(lesson, begun, view(100, taken('b', 20), refused('a', 30))).run.step, 0)
    const { run, judgement } = advance(lesson, begun, view(100, refused('a', 5), taken('b', 30)))
    equal(run.step, 0)
    match(judgement!.miss!.text, /^In \{\*\} `status` is `200`\. This step wants `401`\.$/)
  })

  test('and says by which value the nearest message misses', () => {
    const { judgement, run } = advance(
      lesson,
      begun,
      view(100, refused('a', 20), taken('b', 30, 'y')),
    )
    deepEqual(
      judgement!.lines.map((one) => one !== false),
      [true, false],
    )
    deepEqual(judgement!.miss!.compare, [
      { name: 'code', wanted: 'that of {A}', found: 'another one' },
    ])
    deepEqual(run.misses[0], ['b'])
  })

  test('with what it has seen, also when the recording has dropped that', () => {
    const half = advance(lesson, begun, view(100, refused('a', 20))).run
    equal(advance(lesson, half, view(200, taken('b', 30))).run.step, 1)
  })

  test('and counts no message that was changed on the way, or passed by a waived check', () => {
    const touched = { interventions: [{ id: 'i', do: 'change', by: 'superuser' }] } as const
    const changed = { ...refused('a', 20), interventions: [...touched.interventions] }
    equal(advance(lesson, begun, view(100, changed, taken('b', 30))).run.step, 0)
    const lenient = { ...taken('b', 30), checks: { 'code.fresh': 'waived' } } as const
    const { judgement } = advance(lesson, begun, view(100, refused('a', 20), lenient))
    match(judgement!.miss!.text, /^`code\.fresh` is waived, so this proves nothing\. Restore it\.$/)
  })

  test('past what must not come only when time for it is over', () => {
    const done = advance(lesson, begun, view(100, refused('a', 20), taken('b', 30))).run
    const asked = view(1000, taken('c', 40))
    equal(advance(lesson, done, asked).run.step, 1)
    equal(advance(lesson, done, { ...asked, now: 5000 }).run.step, 2)
    const came = view(5000, taken('c', 40), seen('d', 50, { message: 'callback' }))
    equal(advance(lesson, done, came).run.step, 1)
  })

  test('and a check that failed is asked for by name', () => {
    const requirement = failed('client.known')
    equal(
      requirement(seen('a', 1, { checks: { 'client.known': 'failed' } }), {} as never),
      undefined,
    )
    deepEqual(requirement(seen('a', 1, { checks: { 'client.secret': 'failed' } }), {} as never), {
      name: 'client.known',
      wanted: 'failed',
      found: 'client.secret failed',
    })
  })
})
