// go run health.go URL FOLDER [NAME] - GET with Go's net/http: prints the status, or what the library says (FOLDER: ca.pem, NAME.pem, NAME.key.pem).
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	url, folder := os.Args[1], os.Args[2]
	authority, err := os.ReadFile(folder + "/ca.pem")
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	config := &tls.Config{RootCAs: roots}
	if len(os.Args) > 3 {
		pair, err := tls.LoadX509KeyPair(folder+"/"+os.Args[3]+".pem", folder+"/"+os.Args[3]+".key.pem")
		if err != nil {
			panic(err)
		}
		// Sent whatever authorities the server names: what it says of a foreign one is the question.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}, Timeout: 20 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	fmt.Println(answer.StatusCode)
}
