import type { UserDocument } from '@oauth-lab/kit/admin/control-client.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'

type People = Pick<RoleEnvironment, 'administration' | 'developerPassword'>

/** The people that every sandbox knows: the administrator, who is also a user, and a developer. */
export function defaultUsers({
  administration,
  developerPassword = defaultPasswords.developer,
}: People): UserDocument[] {
  return [
    {
      username: administration.username,
      password: administration.password,
      roles: ['administrator'],
      claims: {
        name: 'Sam Superuser',
        given_name: 'Sam',
        family_name: 'Superuser',
        nickname: 'Sam',
        preferred_username: administration.username,
        email: 'sam@lab.example',
        email_verified: true,
        phone_number: '+49 30 5550100',
        phone_number_verified: true,
        locale: 'en',
        zoneinfo: 'Europe/Berlin',
        address: address('1 Control Street'),
      },
    },
    {
      username: 'developer',
      password: developerPassword,
      roles: [],
      claims: {
        name: 'Dana Developer',
        given_name: 'Dana',
        family_name: 'Developer',
        middle_name: 'Ada',
        nickname: 'Dana',
        preferred_username: 'developer',
        profile: 'https://lab.example/people/dana',
        picture: 'https://lab.example/people/dana.png',
        website: 'https://dana.lab.example/',
        gender: 'female',
        birthdate: '1990-10-31',
        zoneinfo: 'Europe/Berlin',
        locale: 'en',
        updated_at: 1767225600,
        email: 'dana@lab.example',
        email_verified: true,
        phone_number: '+49 30 5550101',
        phone_number_verified: true,
        address: address('2 Developer Lane'),
      },
    },
  ]
}

function address(street: string) {
  return {
    formatted: `${street}\n10115 Berlin\nGermany`,
    street_address: street,
    locality: 'Berlin',
    region: 'Berlin',
    postal_code: '10115',
    country: 'Germany',
  }
}
