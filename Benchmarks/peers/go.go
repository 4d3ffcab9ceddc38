// SPDX-License-Identifier: Apache-2.0
// packages: golang-go
// version: go version
// build: env GOCACHE=$PWD/$out.cache GO111MODULE=off go build -o $out $source
//
// Go's net/http. A handler that waits costs a goroutine there, no thread.

package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

var text = []byte("Hello, world!")
var large = make([]byte, 1<<20)

func reply(body []byte, wait time.Duration) http.HandlerFunc {
	return func(writer http.ResponseWriter, _ *http.Request) {
		if wait > 0 {
			time.Sleep(wait)
		}
		writer.Header().Set("Content-Type", "text/plain")
		writer.Write(body)
	}
}

func main() {
	http.HandleFunc("/", reply(text, 0))
	http.HandleFunc("/block", reply(text, 5*time.Millisecond))
	http.HandleFunc("/slow", reply(text, 50*time.Millisecond))
	http.HandleFunc("/large", reply(large, 0))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
