# Stands for the tests of a program in any language.
set -eu
curl -sS --fail-with-body "$ISSUER/token" -u my-app:my-secret \
  -d grant_type=client_credentials -d scope=orders:read | grep '"token_type":"Bearer"' >/dev/null
echo 'the program got its token'
