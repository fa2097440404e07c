package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

func main() {
	provider, err := oidc.NewProvider(context.Background(), os.Getenv("ISSUER"))
	if err != nil {
		log.Fatal(err)
	}
	// The library was made for ID tokens, whose audience is a client.
	accessTokens := provider.Verifier(&oidc.Config{ClientID: os.Getenv("AUDIENCE")})

	http.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		raw, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !found {
			challenge(w, http.StatusUnauthorized, "")
			return
		}
		token, err := accessTokens.Verify(r.Context(), raw)
		if err != nil || typeOf(raw) != "at+jwt" { // RFC 9068 §4
			challenge(w, http.StatusUnauthorized, "invalid_token")
			return
		}
		var claims struct{ Scope string }
		if err := token.Claims(&claims); err != nil ||
			!slices.Contains(strings.Fields(claims.Scope), "my/scope") {
			challenge(w, http.StatusForbidden, "insufficient_scope")
			return
		}
		fmt.Fprintf(w, "Read by %s", token.Subject)
	})

	address := "127.0.0.1:" + os.Getenv("PORT")
	fmt.Println("listening on", address)
	log.Fatal(http.ListenAndServe(address, nil))
}

// challenge refuses a request (RFC 6750 §3).
func challenge(w http.ResponseWriter, status int, code string) {
	header := `Bearer realm="example"`
	if code != "" {
		header += fmt.Sprintf(`, error="%s"`, code)
	}
	w.Header().Set("WWW-Authenticate", header)
	w.WriteHeader(status)
}

// typeOf reads the header's type of a JWT that was verified.
func typeOf(jwt string) string {
	encoded, _, _ := strings.Cut(jwt, ".")
	decoded, _ := base64.RawURLEncoding.DecodeString(encoded)
	var header struct{ Typ string }
	_ = json.Unmarshal(decoded, &header)
	return header.Typ
}
