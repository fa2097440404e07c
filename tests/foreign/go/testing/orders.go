// Package orders is the API under test: it takes access tokens of one issuer, for one audience.
package orders

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Handler needs an access token for the audience with the scope orders:read.
func Handler(ctx context.Context, issuer, audience string) (http.Handler, error) {
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		return nil, err
	}
	tokens := provider.VerifierContext(ctx, &oidc.Config{ClientID: audience})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		token, err := tokens.Verify(r.Context(), raw)
		if err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var claims struct{ Scope string }
		if token.Claims(&claims) != nil || !slices.Contains(strings.Fields(claims.Scope), "orders:read") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, "orders of %s", token.Subject)
	}), nil
}
