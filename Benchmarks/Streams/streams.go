// SPDX-License-Identifier: Apache-2.0
//
// The client of Benchmarks/streams, and the server that it compares with.
//
//	streams serve PORT FILE             POST /upload copies the body to FILE
//	streams upload URL BYTES [chunked]  sends so many bytes, and says how long that took
//	streams echo URL BYTES              reads while it sends, and compares
//	streams events URL COUNT SECONDS    opens so many event streams, and counts what comes

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

func main() {
	words := os.Args[1:]
	if len(words) < 3 {
		log.Fatal("streams serve|upload|echo|events …")
	}
	switch words[0] {
	case "serve":
		serve(words[1], words[2])
	case "upload":
		upload(words[1], number(words[2]), len(words) > 3)
	case "echo":
		echo(words[1], number(words[2]))
	case "events":
		events(words[1], int(number(words[2])), number(words[3]))
	default:
		log.Fatalf("%s is not serve, upload, echo or events", words[0])
	}
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func serve(port, path string) {
	http.HandleFunc("/upload", func(writer http.ResponseWriter, request *http.Request) {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		check(err)
		defer file.Close()
		count, err := io.Copy(file, request.Body)
		check(err)
		fmt.Fprintln(writer, count)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}

// A body of so many bytes, of which each shows where it stands.
type pattern struct{ at, count int64 }

var table = makeTable()

func makeTable() []byte {
	bytes := make([]byte, 1<<20+251)
	for index := range bytes {
		bytes[index] = byte(index % 251)
	}
	return bytes
}

func (body *pattern) Read(into []byte) (int, error) {
	if body.at == body.count {
		return 0, io.EOF
	}
	most := int64(len(into))
	if most > 1<<20 {
		most = 1 << 20
	}
	if most > body.count-body.at {
		most = body.count - body.at
	}
	start := body.at % 251
	copy(into, table[start:start+most])
	body.at += most
	return int(most), nil
}

// So that one write of the client's fills what one read of the server's takes.
var client = &http.Client{Transport: &http.Transport{WriteBufferSize: 64 << 10}}

func upload(target string, count int64, isChunked bool) {
	request, err := http.NewRequest("POST", target, &pattern{0, count})
	check(err)
	request.ContentLength = count
	if isChunked {
		request.ContentLength = -1
	}
	started := time.Now()
	response, err := client.Do(request)
	check(err)
	reply, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode != 200 || strings.TrimSpace(string(reply)) != fmt.Sprint(count) {
		log.Fatalf("%s: %s", response.Status, reply)
	}
	fmt.Println(time.Since(started).Milliseconds())
}

func echo(target string, count int64) {
	reader, writer := io.Pipe()
	request, err := http.NewRequest("POST", target, reader)
	check(err)
	var sent int64
	go func() {
		body := &pattern{0, count}
		piece := make([]byte, 64<<10)
		for {
			length, err := body.Read(piece)
			if err == io.EOF {
				break
			}
			if _, err := writer.Write(piece[:length]); err != nil {
				return
			}
			atomic.AddInt64(&sent, int64(length))
		}
		writer.Close()
	}()
	started := time.Now()
	response, err := client.Do(request)
	check(err)
	sentBefore := atomic.LoadInt64(&sent)
	expected := &pattern{0, count}
	piece, wanted := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		length, err := response.Body.Read(piece)
		for start := 0; start < length; {
			more, end := expected.Read(wanted[:length-start])
			if end == io.EOF || !bytes.Equal(wanted[:more], piece[start:start+more]) {
				log.Fatal("the echo is not what was sent")
			}
			start += more
		}
		if err == io.EOF {
			break
		}
		check(err)
	}
	if response.StatusCode != 200 || expected.at != count || sentBefore == count {
		log.Fatalf("%s: %d bytes; %d were sent before the reply began",
			response.Status, expected.at, sentBefore)
	}
	fmt.Println(time.Since(started).Milliseconds())
}

// Raw connections with small buffers: the client should take as little as it can.
func events(target string, count int, seconds int64) {
	address, err := url.Parse(target)
	check(err)
	var open, received, broken int64
	for index := 0; index < count; index++ {
		connection, err := net.Dial("tcp", address.Host)
		check(err)
		fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", address.Path, address.Host)
		go func() {
			defer atomic.AddInt64(&broken, 1)
			response, err := http.ReadResponse(bufio.NewReaderSize(connection, 512), nil)
			if err != nil || response.StatusCode != 200 {
				return
			}
			atomic.AddInt64(&open, 1)
			piece, ends := make([]byte, 256), 0
			for {
				length, err := response.Body.Read(piece)
				for _, byte := range piece[:length] {
					if byte != '\n' {
						ends = 0
					} else if ends++; ends == 2 {
						atomic.AddInt64(&received, 1)
					}
				}
				if err != nil {
					return
				}
			}
		}()
	}
	for atomic.LoadInt64(&open)+atomic.LoadInt64(&broken) < int64(count) {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("open", atomic.LoadInt64(&open))
	// All have had their first events when it is counted.
	time.Sleep(3 * time.Second)
	before, started := atomic.LoadInt64(&received), time.Now()
	fmt.Println("begin")
	time.Sleep(time.Duration(seconds) * time.Second)
	fmt.Println("end")
	rate := float64(atomic.LoadInt64(&received)-before) / time.Since(started).Seconds()
	fmt.Printf("rate %.0f\nbroken %d\n", rate, atomic.LoadInt64(&broken))
	_, err = io.Copy(io.Discard, os.Stdin)
	check(err)
}
