// SPDX-License-Identifier: Apache-2.0
import HTTP1
import Testing

/// The status line that a client reads, and the words below it.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
    @Test(arguments: [
        (Refusal.notHTTP, "400 Bad Request", "this is not the start of an HTTP/1 request"),
        (.refusedByEvhttp, "400 Bad Request", "the request could not be parsed"),
        (.headTooSlow, "408 Request Timeout", "the head of the request took too long to come"),
        (.bodyTooSlow, "408 Request Timeout", "the body of the request took too long to come"),
        (.bodyTooLarge(7), "413 Content Too Large", "the body is larger than 7 bytes"),
        (.requestLineTooLong(8), "414 URI Too Long", "the request line is longer than 8 bytes"),
        (
            .unknownExpectation, "417 Expectation Failed",
            "the only expectation known here is 100-continue"
        ),
        (
            .httpsWithoutTLS, "421 Misdirected Request",
            "an https URL was asked for over a connection without TLS"
        ),
        (.tooManyConnections, "429 Too Many Requests", "too many connections from this address"),
        (
            .headTooLong(9), "431 Request Header Fields Too Large",
            "the head is longer than 9 bytes"
        ),
        (.tooManyFields(3), "431 Request Header Fields Too Large", "more than 3 header fields"),
        (.connectNotOffered, "501 Not Implemented", "CONNECT is not offered here"),
        (
            .unknownTransferCoding, "501 Not Implemented",
            "the only transfer coding known here is chunked"
        ),
        (
            .unknownVersion, "505 HTTP Version Not Supported",
            "this server speaks HTTP/1.1 and HTTP/1.0"
        ),
    ])
    func saysItInFull(_ refusal: Refusal, _ statusLine: String, _ text: String) {
        #expect("\(refusal.status) \(refusal.phrase)" == statusLine)
        #expect(refusal.text == text)
    }
}
