import type { ReactNode } from 'react'
import type { Problem } from '../../api/answer.ts'
import { Clause, WithClauses } from '../clause.tsx'
import type { Offers } from '../combo.tsx'
import { Icon } from '../icon.tsx'
import { sayValue } from '../say-value.ts'
import type { JsonSchema } from './json-schema.ts'

/** What a field is told by its form. */
export interface FieldProps {
  name: string
  schema: JsonSchema
  value: unknown
  /** As it is stored. */
  stored: unknown
  isChanged: boolean
  /** Problems of this member: below it, by the rest of their path. */
  problems: readonly Problem[]
  set: (value: unknown) => void
  undo: () => void
  /** What the field is called; its name in words unless told. */
  label?: string | undefined
  /** What it means, with its clauses in brackets; the schema's description unless told. */
  means?: string | undefined
  /** What a choice means, by its wire name. */
  choices?: Readonly<Record<string, string>> | undefined
  /** The documents whose id it may be. */
  offers?: Offers | undefined
}

/** A field with what every kind needs. */
export interface Framed extends Omit<FieldProps, 'label'> {
  id: string
  label: string
  messages: readonly string[]
  onBlur: () => void
}

/** Above a field: what it is, its wire name, and whether it was changed. */
export function FieldLabel(field: Framed) {
  return (
    <label htmlFor={field.id}>
      <FieldName {...field} />
    </label>
  )
}

export function FieldName({ label, name, isChanged }: Framed) {
  return (
    <>
      {label} <code>{name}</code>
      {isChanged && <span className="changed">changed</span>}
    </>
  )
}

/** Below a field: what it means, its default, what it was, and what is wrong. */
export function Hint(field: Framed & { id: string }) {
  return (
    <div className="stack-tight" id={field.id}>
      <p className="hint">
        <Means {...field} />
        <ChangedMark {...field} />
      </p>
      <Problems messages={field.messages} />
    </div>
  )
}

/** What a field means, with its default. */
export function Means({ means, schema }: Framed): ReactNode {
  const sentence = means === undefined ? undefined : sentenceOf(means)
  const usual = schema.default
  return (
    <>
      {sentence !== undefined && <WithClauses text={sentence} />}
      {schema.clause !== undefined && (
        <>
          {' '}
          <Clause clause={schema.clause} />
        </>
      )}
      {usual !== undefined && typeof usual !== 'object' && (
        <>
          {' '}
          Default: <code>{JSON.stringify(usual).replaceAll('"', '')}</code>.
        </>
      )}
    </>
  )
}

/** That a field was changed, what it was, and the way back. */
export function ChangedMark({ isChanged, stored, undo }: Framed): ReactNode {
  if (!isChanged) return null
  // A document of its own is too long to be said.
  const isShort = typeof stored !== 'object' || stored === null || Array.isArray(stored)
  return (
    <span className="was">
      {' '}
      {isShort && `Was ${sayValue(stored)}. `}
      <button className="undo" type="button" onClick={undo}>
        Undo
      </button>
    </span>
  )
}

/** What is wrong with a field, at the field. */
export function Problems({ messages }: { messages: readonly string[] }): ReactNode {
  return messages.map((message) => (
    <p key={message} className="hint fail">
      <Icon name="fail" className="state" />
      <span>
        <WithClauses text={sentenceOf(message)} />
      </span>
    </p>
  ))
}

/** Descriptions are written as parts of a sentence. */
function sentenceOf(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.)]$/.test(begun) ? begun : `${begun}.`
}
