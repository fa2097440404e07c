package orders

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
)

const audience = "https://orders.example/"

func TestTokens(t *testing.T) {
	t.Parallel()
	sandbox := NewSandbox(t)
	sandbox.Control("POST", "clients", map[string]any{
		"client_id": "shop", "client_secret": "shop-secret", "grant_types": []string{"client_credentials"},
	}, nil)
	// go-oidc asks for the keys with the client of this context, later too.
	ctx := oidc.ClientContext(context.Background(), lab.Client)
	api, err := Handler(ctx, sandbox.Issuer, audience)
	if err != nil {
		t.Fatal(err)
	}

	tokens := []struct {
		name   string
		wrong  map[string]any
		status int
	}{
		{"a good token is let in", nil, http.StatusOK},
		{"one that has expired is refused", map[string]any{"expiresIn": -120}, http.StatusUnauthorized},
		{"one for another audience is refused", map[string]any{"audience": "https://other.example/"}, http.StatusUnauthorized},
		{"one that nobody knows the key of is refused", map[string]any{"signedBy": "unpublished"}, http.StatusUnauthorized},
		{"one without the scope is refused", map[string]any{"scope": "openid"}, http.StatusForbidden},
	}
	for _, token := range tokens {
		t.Run(token.name, func(t *testing.T) {
			document := map[string]any{"client": "shop", "audience": audience, "scope": "orders:read"}
			maps.Copy(document, token.wrong)
			request := httptest.NewRequest("GET", "/", nil)
			request.Header.Set("Authorization", "Bearer "+sandbox.Token(document))
			answer := httptest.NewRecorder()
			api.ServeHTTP(answer, request)
			if answer.Code != token.status {
				t.Errorf("status %d, wanted %d", answer.Code, token.status)
			}
		})
	}
}

func TestAnotherSandbox(t *testing.T) {
	t.Parallel()
	sandbox, other := NewSandbox(t), NewSandbox(t)
	ctx := oidc.ClientContext(context.Background(), lab.Client)
	api, err := Handler(ctx, sandbox.Issuer, audience)
	if err != nil {
		t.Fatal(err)
	}
	other.Control("POST", "clients", map[string]any{"client_id": "shop", "grant_types": []string{"client_credentials"}}, nil)
	request := httptest.NewRequest("GET", "/", nil)
	token := other.Token(map[string]any{"client": "shop", "audience": audience, "scope": "orders:read"})
	request.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, request)
	if answer.Code != http.StatusUnauthorized {
		t.Errorf("a token of another issuer: status %d", answer.Code)
	}
}
