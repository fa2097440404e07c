import type { MessageName, Party } from '@oauth-lab/explain/catalogue/messages.ts'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Preparation } from '../preparation.ts'
import type { Scene } from './scene.ts'
import type { Sighting } from './sighting.ts'

/**
 * One paragraph: `code`, **a new word**, `{A}` for the message of the line A, `{A.state}` for a value of it,
 * and `{base}` and the like for what belongs to the lesson's sandbox.
 */
export type Text = string

/** The parts of the course, in order. */
export const parts = [
  'The map',
  'Get a token',
  'Read a token',
  'Keep it alive',
  'Guard it',
] as const

/** A word that stands in a lesson for the first time. */
export interface Word {
  term: string
  meaning: Text
  /** Whether it is a name on the wire. */
  code?: boolean
}

/** Where something is done or looked at. */
export interface Place {
  name: string
  role: ManagedRole | 'lab' | 'program'
  /** Below the sandbox's base, or with an address of another one: `{base2}/…`. */
  path: string
}

/** What differs from what a line wants. */
export interface Difference {
  name: string
  wanted: string
  found: string
}

/** Says how a message differs from what is wanted; nothing where it fits. */
export type Requirement = (seen: Sighting, scene: Scene) => Difference | undefined

interface AnyLine {
  /** In words, to go on after "Seen:" and "Not seen yet:". */
  words: Text
  clause?: string
}

/** A message that has to be there. */
export interface MessageLine extends AnyLine {
  /** The letter by which texts and later lines name it. */
  name: string
  message: MessageName
  requires: readonly Requirement[]
  /** Whether it may come before the line above it. */
  anyOrder?: true
  /** Whether it may be older than the step. */
  older?: true
  /** Whether it counts though an intervention changed it. */
  touched?: true
  /** Whether it counts though a check of it was waived. */
  waived?: true
  /** Names of parameters and members to show. */
  shows?: readonly string[]
}

/** A configuration that has to be another one than when the step was opened. */
export interface StateLine extends AnyLine {
  differs(scene: Scene): Difference | undefined
}

/** A message that must not come; judged when two real seconds are over. */
export interface AbsenceLine extends AnyLine {
  absent: MessageName
  requires: readonly Requirement[]
}

/** A message that waits now. */
export interface HeldLine extends AnyLine {
  held: MessageName
}

export type Line = MessageLine | StateLine | AbsenceLine | HeldLine

/** What a mistake is told by. */
export interface Miss {
  text: Text
  /** The messages that the text names by letters which are no line's. */
  pins?: Readonly<Record<string, Sighting>>
  compare?: readonly Difference[]
}

/** Looks for a typical mistake. */
export type Mistake = (scene: Scene) => Miss | undefined

export interface Question {
  text: Text
  /** The right one first; the sandbox orders them. */
  answers: readonly { text: Text; reply: Text }[]
}

/** Code of this repository that ran in a step. */
export interface CodeThatRan {
  words: Text
  file: string
  /** A piece of the line at which to look. */
  at: string
}

export interface Step {
  title: string
  /** The drill of which it is a part; letters begin anew in each. */
  drill?: string
  idea: Text
  todo: Text
  places: readonly Place[]
  lines: readonly Line[]
  mistakes?: readonly Mistake[]
  /** Where to look when something is missing. */
  look: Text
  /** The exact value or command. */
  answer: Text
  question?: Question
  ran: readonly CodeThatRan[]
  /** What is done to messages while the step is open; it is set again when a miss used it up. */
  holds?: (scene: Pick<Scene, 'values'>) => readonly InterventionDocument[]
}

export interface Lesson {
  name: string
  number: number
  title: string
  part: (typeof parts)[number]
  minutes: number
  /** After it one can do this. */
  can: readonly string[]
  /** Names of lessons to be done before. */
  needs: readonly string[]
  /** How its sandbox begins, in words. */
  starts: Text
  /** Whether its sandbox begins with users and nothing else. */
  blank?: true
  words: readonly Word[]
  cast: readonly (Party | 'attacker')[]
  steps: readonly Step[]
  clauses: readonly string[]
  breakIt: Text
  /** Files that the learner gets, by their names: which value is their text. */
  files?: Readonly<Record<string, string>>
  /** Brings a fresh sandbox to where the lesson starts. @returns values for its texts */
  prepare?(preparation: Preparation): Promise<Readonly<Record<string, string>>>
}
