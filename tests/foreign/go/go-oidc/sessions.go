package main

import (
	"crypto/rand"
	"net/http"
	"sync"

	"golang.org/x/oauth2"
)

type sessionStore struct{ sync.Map }

func (store *sessionStore) of(r *http.Request) *session {
	cookie, err := r.Cookie("session")
	if err != nil {
		return nil
	}
	found, _ := store.Load(cookie.Value)
	current, _ := found.(*session)
	return current
}

func (store *sessionStore) begin(w http.ResponseWriter) *session {
	begun := &session{state: rand.Text(), nonce: rand.Text(), verifier: oauth2.GenerateVerifier()}
	id := rand.Text()
	store.Store(id, begun)
	http.SetCookie(w, &http.Cookie{
		Name: "session", Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return begun
}
