/** Another server was asked and did not answer as its specification says. Never holds a secret. */
export class PeerError extends Error {
  override name = 'PeerError'
}
