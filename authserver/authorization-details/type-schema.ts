import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { AuthorizationDetail } from './authorization-detail.ts'

type Schema = Readonly<Record<string, unknown>>

/** What a schema says is wrong with a detail: the kind of fault (RFC 9396 §5), and where. */
export interface DetailFault {
  kind: 'unknown' | 'missing' | 'mistyped' | 'invalid'
  /** The member, as a path from the detail, such as `instructedAmount.currency`. */
  member: string
  /** What it must be. */
  says: string
}

/** Compiled once; a schema goes with the configuration that has it. */
const compiled = new WeakMap<Schema, ValidateFunction>()

/** What keeps a text from being a JSON schema that is understood whole; undefined where nothing does. */
export function schemaProblem(type: string, schema: Schema): string | undefined {
  try {
    validatorOf(type, schema)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The first fault of a detail by the schema of its type; undefined where there is none. */
export function faultOf(detail: AuthorizationDetail, schema: Schema): DetailFault | undefined {
  const validate = validatorOf(detail.type, schema)
  if (validate(detail)) return undefined
  return faultFrom(validate.errors![0]!)
}

/** A member that the schema does not know is refused, also where the schema says nothing of it (RFC 9396 §5). */
function validatorOf(type: string, schema: Schema): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const ajv = new Ajv2020({ strictTypes: false, strictTuples: false, logger: false })
  addFormats.default(ajv)
  const validate = ajv.compile({
    type: 'object',
    properties: { type: { const: type } },
    required: ['type'],
    allOf: [schema],
    unevaluatedProperties: false,
  })
  compiled.set(schema, validate)
  return validate
}

const kindOfKeyword: Readonly<Record<string, DetailFault['kind']>> = {
  additionalProperties: 'unknown',
  unevaluatedProperties: 'unknown',
  propertyNames: 'unknown',
  required: 'missing',
  dependentRequired: 'missing',
  type: 'mistyped',
}

function faultFrom({ keyword, instancePath, params, message }: ErrorObject): DetailFault {
  const { additionalProperty, unevaluatedProperty, missingProperty } = params as Record<
    string,
    string | undefined
  >
  const inner = additionalProperty ?? unevaluatedProperty ?? missingProperty
  const path = instancePath.split('/').slice(1).map(unescaped)
  return {
    kind: kindOfKeyword[keyword] ?? 'invalid',
    member: [...path, ...(inner === undefined ? [] : [inner])].join('.'),
    says: message ?? keyword,
  }
}

/** A name in a JSON pointer (RFC 6901 §4). */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
