/** Where users look after their account, below a sandbox's base. */
export const accountPath = '/authserver/account'
export const passwordPath = `${accountPath}/password`
export const linksPath = `${accountPath}/links`
