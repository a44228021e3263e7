package hook

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // SNS signature version 1 is SHA-1; operators can choose version 2
	"crypto/sha256"
	"crypto/x509"
	"errors"
)

// checkRSA checks a signature. x509.Certificate.CheckSignature refuses SHA-1, which SNS still uses by default.
func checkRSA(cert *x509.Certificate, algorithm x509.SignatureAlgorithm, signed, sig []byte) error {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	if !ok {
		return errors.New("no RSA key")
	}
	if algorithm == x509.SHA1WithRSA {
		sum := sha1.Sum(signed) //nolint:gosec // see above
		return rsa.VerifyPKCS1v15(key, crypto.SHA1, sum[:], sig)
	}
	sum := sha256.Sum256(signed)
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sig)
}
