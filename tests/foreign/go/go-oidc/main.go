package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// A sign-in that was begun, and then the tokens it brought: one a session.
type session struct {
	state, nonce, verifier string
	tokens                 oauth2.TokenSource
}

var sessions = sessionStore{}

func main() {
	ctx := context.Background()
	address := "127.0.0.1:" + os.Getenv("PORT")
	provider, err := oidc.NewProvider(ctx, os.Getenv("ISSUER"))
	if err != nil {
		log.Fatal(err)
	}
	client := oauth2.Config{
		ClientID:     os.Getenv("CLIENT_ID"),
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		Endpoint:     provider.Endpoint(),
		RedirectURL:  "http://" + address + "/callback",
		Scopes:       []string{oidc.ScopeOpenID, "profile", "my/scope"},
	}
	idTokens := provider.Verifier(&oidc.Config{ClientID: client.ClientID})

	http.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		current := sessions.of(r)
		if current == nil || current.tokens == nil {
			begun := sessions.begin(w)
			http.Redirect(w, r, client.AuthCodeURL(begun.state, oidc.Nonce(begun.nonce),
				oauth2.S256ChallengeOption(begun.verifier)), http.StatusFound)
			return
		}
		user, err := provider.UserInfo(r.Context(), current.tokens)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		var claims struct{ Name string }
		if err := user.Claims(&claims); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintf(w, "Signed in as %s", claims.Name)
	})

	http.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		current, answer := sessions.of(r), r.URL.Query()
		if current == nil || answer.Get("state") != current.state {
			http.Error(w, "nobody asked for this answer", http.StatusBadRequest)
			return
		}
		if answer.Get("iss") != os.Getenv("ISSUER") { // RFC 9207 §2.4
			http.Error(w, "the answer comes from another server", http.StatusBadRequest)
			return
		}
		if answer.Has("error") {
			http.Error(w, answer.Get("error"), http.StatusForbidden)
			return
		}
		token, err := client.Exchange(r.Context(), answer.Get("code"), oauth2.VerifierOption(current.verifier))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		raw, _ := token.Extra("id_token").(string)
		idToken, err := idTokens.Verify(r.Context(), raw)
		if err != nil || idToken.Nonce != current.nonce {
			http.Error(w, "the ID token is not valid", http.StatusBadGateway)
			return
		}
		current.tokens = client.TokenSource(ctx, token)
		http.Redirect(w, r, "/", http.StatusFound)
	})

	http.HandleFunc("GET /resource", func(w http.ResponseWriter, r *http.Request) {
		current := sessions.of(r)
		if current == nil || current.tokens == nil {
			http.Error(w, "nobody is signed in", http.StatusUnauthorized)
			return
		}
		answer, err := oauth2.NewClient(r.Context(), current.tokens).Get(os.Getenv("RESOURCE"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		io.Copy(w, answer.Body)
	})

	fmt.Println("listening on", address)
	log.Fatal(http.ListenAndServe(address, nil))
}
