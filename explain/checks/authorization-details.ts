import type { Advices } from './advice.ts'

/** Why each check of authorization_details is there, and what to change. */
export const authorizationDetailsAdvice = {
  'authorization-details.form': {
    why: 'The type says how to read an object; without it nobody knows what is asked for.',
    fix: 'Send JSON such as [{"type": "payment_initiation", "actions": ["initiate"]}].',
  },
  'authorization-details.type-known': {
    why: 'The server cannot ask the user for a right that it does not understand.',
    fix: 'Send a type that the server has, or add this one to authorizationDetailsTypes with its JSON schema.',
  },
  'authorization-details.type-registered': {
    why: 'A client that says which types it uses can be used for no others by whoever takes it over.',
    fix: 'Add the type to the authorization_details_types of the client.',
  },
  'authorization-details.fields-known': {
    why: 'The user is not asked about a member that the server ignores, and a resource server may obey it.',
    fix: 'Leave the member out, or add it to the schema of the type.',
  },
  'authorization-details.fields-present': {
    why: 'A right without its bounds, such as an amount, could be read as one without any.',
    fix: 'Send the member that the schema of the type requires.',
  },
  'authorization-details.fields-typed': {
    why: 'Two programs may read a value of another kind in two ways.',
    fix: 'Send the member as the schema of the type has it, for example "123.50" as a string.',
  },
  'authorization-details.values-valid': {
    why: 'The schema says which rights there are; another value names none.',
    fix: 'Send a value that the schema of the type allows.',
  },
  'authorization-details.grant-type': {
    why: 'A user or the policy of the client must have allowed details; by this grant type nobody is asked.',
    fix: 'Leave authorization_details out, or ask at the authorization endpoint.',
  },
  'authorization-details.granted': {
    why: 'A token request may narrow what the user allowed, and never widen it.',
    fix: 'Send objects that were granted. The lists actions, datatypes, locations and privileges may be shorter. Members may be left out.',
  },
} as const satisfies Advices
