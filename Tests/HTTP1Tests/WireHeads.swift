// SPDX-License-Identifier: Apache-2.0

/// Heads as clients send them, the good and the bad, with the status that RFC 9110 and 9112 ask for.
enum WireHeads {
    static let accepted = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a%20b/../c;d=e?f=g&h=%C3%A9{|} HTTP/1.1\r\nHost: example.org:8080\r\n\r\n",
        "GET http://example.org/a HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "GET HTTP://[::1]:80?q HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1:\r\n\r\n",
        "PURGE //b/x HTTP/1.1\r\nhOsT:a\r\nX-Text: caf\u{e9} \u{1F980}\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\ncontent-length:\t0012 \r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "GET /a%zz?b=%4&c=\"<>|^`{}\\&d=\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [v1.a:b]:80\r\n\r\n", "GET / HTTP/1.1\r\nHost: a%20b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::ffff:127.0.0.1]\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [1:2:3:4:5:6:7:8]\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [1::8]\r\n\r\n", "GET / HTTP/1.1\r\nHost: [::]\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nEmpty:\r\n!#$%&'*+-.^_`|~: tab\tinside\r\n\r\n",
    ]

    /// Each differs from a good head in one thing, as a rule.
    static let refused: [(Int, String)] =
        requestLines.map { ($0, "\($1)\r\nHost: a\r\n\r\n") }
        + fields.map { ($0, "POST / HTTP/1.1\r\nHost: a\r\n\($1)\r\n\r\n") }
        + whole

    private static let requestLines: [(Int, String)] = [
        (400, "GET /"), (400, "GET"), (400, " GET / HTTP/1.1"), (400, "GET  / HTTP/1.1"),
        (400, "GET / a HTTP/1.1"), (400, "GET / HTTP/1.1 "), (400, "GET\t/\tHTTP/1.1"),
        (400, "G(T / HTTP/1.1"), (400, "\u{16}\u{3}\u{1}"), (400, "GET / HTTP/1,1"),
        (400, "GET / http/1.1"), (400, "GET / HTtP/1.1"),
        (400, "GET / HTTP/1"), (400, "GET / HTTP/01.1"),
        (400, "GET / HTTP/1.1.1"), (400, "GET / HTTP/-1.1"), (400, "GET / HTTP/1.256"),
        (505, "GET / HTTP/2.0"), (505, "GET / HTTP/0.9"), (505, "PRI * HTTP/2.0"),
        (400, "GET * HTTP/1.1"), (400, "GET x/y HTTP/1.1"), (400, "GET ?q HTTP/1.1"),
        (400, "GET #f HTTP/1.1"), (400, "GET a:b HTTP/1.1"), (400, "GET ftp://a/ HTTP/1.1"),
        (400, "GET /#f HTTP/1.1"), (400, "GET /a\u{7f} HTTP/1.1"), (400, "GET /?#f HTTP/1.1"),
        (400, "GET /a\u{1} HTTP/1.1"), (400, "GET /a\tb HTTP/1.1"), (400, "GET \u{e9} HTTP/1.1"),
        (400, "GET http:// HTTP/1.1"), (400, "GET http://a@b/ HTTP/1.1"),
        (400, "GET http://:80/ HTTP/1.1"), (400, "GET http://a%/ HTTP/1.1"),
        (421, "GET https://a/ HTTP/1.1"), (421, "GET HTTPS://a HTTP/1.1"),
        (400, "GET https:///a HTTP/1.1"), (501, "CONNECT a:80 HTTP/1.1"),
        (400, "CONNECT a/b HTTP/1.1"), (400, "CONNECT / HTTP/1.1"), (400, "CONNECT /a HTTP/1.1"),
        (400, "CONNECT a HTTP/1.1"), (400, "CONNECT [::1] HTTP/1.1"), (400, "CONNECT :80 HTTP/1.1"),
        (501, "CONNECT [::1]:80 HTTP/1.1"), (501, "CONNECT a: HTTP/1.1"),
    ]

    private static let fields: [(Int, String)] = [
        (400, "Content-Length: 5\r\nContent-Length: 5"), (400, "Content-Length: 5, 5"),
        (400, "Content-Length: +5"), (400, "Content-Length: -0"), (400, "Content-Length: 0x5"),
        (400, "Content-Length: 5 5"), (400, "Content-Length: 5.0"), (400, "Content-Length:"),
        (400, "Content-Length: 5\0"), (400, "Content-Length: \u{b}5"),
        (400, "Content-Length : 5"), (400, "Transfer-Encoding\t: chunked"),
        (400, "Transfer-Encoding: chunked\r\nContent-Length: 5"),
        (400, "Content-Length: 0\r\nTransfer-Encoding: chunked"),
        (400, "Transfer-Encoding: gzip"), (400, "Transfer-Encoding: identity"),
        (400, "Transfer-Encoding: xchunked"), (400, "Transfer-Encoding: \"chunked\""),
        (501, "Transfer-Encoding: gzip, chunked"), (400, "Transfer-Encoding: ,chunked"),
        (400, "Transfer-Encoding: chunked;q=1"), (400, "Transfer-Encoding: chunked, identity"),
        (400, "Transfer-Encoding: chunked, chunked"), (400, "Transfer-Encoding: chunked,"),
        (501, "Transfer-Encoding: gzip;q=1,deflate , chunked"),
        (400, "Transfer-Encoding: \u{b}chunked"),
        (400, "Transfer-Encoding:"), (400, "Transfer-Encoding: chunked\0x"),
        (400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        (400, "A: b\r\n c: folded"), (400, "A: b\r\n\tfolded"), (400, "\0A: b"), (400, "A: b\0"),
        (400, "A: \u{7f}"), (400, "A: b\rc"), (400, ": a"), (400, "X Y: a"), (400, "X(Y): a"),
        (400, "{x}: a"), (400, "\u{e9}: a"), (400, "no colon"), (400, "A: b\nC: d"),
        (400, "Host: b"), (417, "Expect: a miracle\r\nContent-Length: 5"),
    ]

    private static let whole: [(Int, String)] = [
        (400, "GET / HTTP/1.1\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: %\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a%2\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: a%zz\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [1:2]\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [v1.]\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [1::2::3]\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: []\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [::1.2.3]\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [12345::]\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a/@:x\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        (400, "GET / HTTP/1.1\nHost: a\n\n"), (400, "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
        (400, "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"),
        (400, "TRACE / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (400, String(repeating: "\r\n", count: 20) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]
}
