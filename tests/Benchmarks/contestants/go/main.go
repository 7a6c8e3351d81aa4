// Command bench-door answers GET /health with a file's content over mutual TLS 1.3, as a service on net/http would be written.
//
//	bench-door ADDRESS PKI-DIRECTORY ANSWER-FILE
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	address, pki := os.Args[1], os.Args[2]
	answer := must(os.ReadFile(os.Args[3]))
	authority := must(os.ReadFile(filepath.Join(pki, "ca.pem")))
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	list := revocationList(must(os.ReadFile(filepath.Join(pki, "crl.pem"))), authority)

	routes := http.NewServeMux()
	routes.HandleFunc("/health", func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		response.Write(answer)
	})
	server := http.Server{
		Addr:    address,
		Handler: routes,
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13,
			ClientAuth: tls.RequireAndVerifyClientCert,
			ClientCAs:  roots,
			VerifyConnection: func(state tls.ConnectionState) error {
				return list.check(state.PeerCertificates[0].SerialNumber)
			},
		},
	}
	log.Fatal(server.ListenAndServeTLS(filepath.Join(pki, "server.pem"), filepath.Join(pki, "server.key.pem")))
}

// revoked holds serial numbers as decimal text, and until when the list is in force.
type revoked struct {
	serials map[string]bool
	until   time.Time
}

// revocationList reads the list once; its signature is checked here and not again for each connection.
func revocationList(list, authority []byte) revoked {
	issuer := must(x509.ParseCertificate(der(authority)))
	parsed := must(x509.ParseRevocationList(der(list)))
	if err := parsed.CheckSignatureFrom(issuer); err != nil {
		log.Fatal(err)
	}
	serials := map[string]bool{}
	for _, entry := range parsed.RevokedCertificates {
		serials[entry.SerialNumber.String()] = true
	}
	return revoked{serials, parsed.NextUpdate}
}

func (list revoked) check(serial *big.Int) error {
	if list.serials[serial.String()] {
		return errors.New("revoked")
	}
	if time.Now().After(list.until) {
		return errors.New("the revocation list has expired")
	}
	return nil
}

func der(text []byte) []byte {
	block, _ := pem.Decode(text)
	return block.Bytes
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
