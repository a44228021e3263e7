package app

import (
	"context"

	"tidings/internal/setup"
	"tidings/internal/store"
)

// Access gives how access tokens are fetched.
func (a *App) Access() setup.Access {
	return setup.Access{
		Version: a.opt.Version, Keeper: refreshTokens{a.Store}, Now: a.Now, Hosts: a.opt.Hosts, Roots: a.opt.Roots,
	}
}

// refreshTokens keeps refresh tokens in the store, as the secret that signs links is; it is an access.Keeper.
type refreshTokens struct{ *store.Store }

// Kept gives the refresh token kept last.
func (r refreshTokens) Kept(ctx context.Context, grant string) (string, error) {
	return r.Meta(ctx, "refresh token "+grant)
}

// Keep keeps one.
func (r refreshTokens) Keep(ctx context.Context, grant, refreshToken string) error {
	return r.Write(ctx, func(tx *store.Tx) error { return tx.PutMeta(ctx, "refresh token "+grant, refreshToken) })
}
