// Opens TLS to 127.0.0.1:PORT as HOST, trusting ROOT only: client ROOT HOST PORT. Prints "accepted" or the reason.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		panic("no root in the file")
	}
	config := &tls.Config{RootCAs: roots, ServerName: os.Args[2]}
	connection, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[3], config)
	if err != nil {
		fmt.Println(err)
		return
	}
	connection.Close()
	fmt.Println("accepted")
}
