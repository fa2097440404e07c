const { ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env

const metadata = await (await fetch(`${ISSUER}/.well-known/openid-configuration`)).json()
const response = await fetch(metadata.token_endpoint, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
  body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'orders:read' }),
})
const { token_type, scope } = await response.json()
console.log(`${token_type} for ${scope}`)
