// SPDX-License-Identifier: Apache-2.0
import Testing

/// A request, byte for byte, and the status that it gets.
struct WireCase: CustomTestStringConvertible, Sendable {
    let name: String
    let request: String
    let status: Int

    init(_ name: String, _ request: String, _ status: Int) {
        self.name = name
        self.request = request
        self.status = status
    }

    var testDescription: String { name }

    private static func get(_ field: String) -> String {
        "GET / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n"
    }

    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    private static func line(_ line: String) -> String { "\(line)\r\nHost: a\r\n\r\n" }

    private static func host(_ value: String) -> String {
        "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n"
    }

    private static func chunks(_ body: String) -> String {
        post("Transfer-Encoding: chunked", body)
    }

    /// What must get in, although another server might think otherwise.
    static let accepted = [
        WireCase("RFC 9112 §2.2: an empty line first", "\r\n" + line("GET / HTTP/1.1"), 200),
        WireCase("RFC 9110 §6.2: a higher minor version", line("GET / HTTP/1.9"), 200),
        WireCase("RFC 9112 §3.2: no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 200),
        WireCase("RFC 9112 §3.2.2: absolute-form", line("GET http://a/ HTTP/1.1"), 200),
        WireCase("RFC 9112 §3.2.2: absolute-form, no path", line("GET http://a HTTP/1.1"), 200),
        WireCase("RFC 9112 §3.2.4: asterisk-form", line("OPTIONS * HTTP/1.1"), 204),
        WireCase("RFC 9110 §7.2: Host with a port", host("a.example:80"), 200),
        WireCase("RFC 3986 §3.2.2: Host is IPv6", host("[::1]:8080"), 200),
        WireCase("RFC 9110 §5.5: obs-text in a value", get("X: \u{e9}"), 200),
        WireCase("RFC 9110 §5.5: an empty value", get("X:"), 200),
        WireCase("RFC 9110 §5.6.3: blanks around a value", get("X: \t a \t "), 200),
        WireCase("RFC 9110 §5.1: every tchar in a name", get("!#$%&'*+-.^_`|~09Az: a"), 200),
        WireCase("RFC 9110 §8.6: Content-Length 0", post("Content-Length: 0"), 200),
        WireCase("RFC 9110 §8.6: leading zeros", post("Content-Length: 0003", "abc"), 200),
        WireCase("RFC 9112 §6.1: Chunked", post("Transfer-Encoding: Chunked", "0\r\n\r\n"), 200),
        WireCase("a body for GET", get("Content-Length: 1") + "x", 200),
        WireCase("404 for a path that is none", line("GET //b/x HTTP/1.1"), 404),
        WireCase(
            "WHATWG URL: what browsers send", line("GET /?a=\"<>|^`{}%&b=\u{e9} HTTP/1.1"), 200),
        WireCase("WHATWG URL: half an escape", line("GET /?%4 HTTP/1.1"), 200),
        WireCase("RFC 9112 §3.2: an empty Host", host(""), 200),
        WireCase("RFC 3986 §3.2.2: Host is a port alone", host(":80"), 200),
        WireCase("RFC 3986 §3.2.2: Host is an IPvFuture", host("[v1.a]"), 200),
        WireCase("405 for a method without a route", line("DELETE / HTTP/1.1"), 405),
        WireCase("405 for a method of one's own", line("BREW / HTTP/1.1"), 405),
        WireCase("methods are case-sensitive", line("get / HTTP/1.1"), 405),
    ]

    private static let requestLines = [
        WireCase("RFC 9112 §3: no version", line("GET /"), 400),
        WireCase("RFC 9112 §3: no target", line("GET HTTP/1.1"), 400),
        WireCase("RFC 9112 §3: an empty target", line("GET  HTTP/1.1"), 400),
        WireCase("RFC 9112 §3: two spaces", line("GET  / HTTP/1.1"), 400),
        WireCase("RFC 9112 §3: two spaces before the version", line("GET /  HTTP/1.1"), 400),
        WireCase("RFC 9112 §3: a tab", line("GET\t/ HTTP/1.1"), 400),
        WireCase("RFC 9112 §3: a space at the end", line("GET / HTTP/1.1 "), 400),
        WireCase("RFC 9112 §3: a space at the beginning", line(" GET / HTTP/1.1"), 400),
        WireCase("RFC 9110 §9.1: a method that is no token", line("G(T / HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2: a space in the target", line("GET /a b HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2: a fragment", line("GET /a#b HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2: a control character", line("GET /\u{1} HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2: a relative target", line("GET x/y HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2: a query alone", line("GET ?q HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2.4: * with GET", line("GET * HTTP/1.1"), 400),
        WireCase("RFC 9112 §3.2.2: another scheme", line("GET ftp://a/ HTTP/1.1"), 400),
        WireCase(
            "RFC 9110 §4.2.1: an http URL without a host", line("GET http:///x HTTP/1.1"), 400),
        WireCase("RFC 9110 §7.4: https without TLS", line("GET https://a/ HTTP/1.1"), 421),
        WireCase("RFC 9110 §4.2.4: userinfo", line("GET http://u@a/ HTTP/1.1"), 400),
        WireCase("RFC 9110 §9.3.6: CONNECT", line("CONNECT a:1 HTTP/1.1"), 501),
        WireCase("RFC 9112 §2.3: HTTP/2.0", line("GET / HTTP/2.0"), 505),
        WireCase("RFC 9112 §2.3: HTTP/0.9", line("GET / HTTP/0.9"), 505),
        WireCase("RFC 9112 §2.3: HTTP/9.9", line("GET / HTTP/9.9"), 505),
        WireCase("RFC 9112 §2.3: http/1.1", line("GET / http/1.1"), 400),
        WireCase("RFC 9112 §2.3: Http/1.1", line("GET / Http/1.1"), 400),
        WireCase("RFC 9112 §2.3: HTTP/1.10", line("GET / HTTP/1.10"), 400),
        WireCase("RFC 9112 §2.3: HTTP/01.1", line("GET / HTTP/01.1"), 400),
        WireCase("RFC 9112 §2.3: HTTP/+1.1", line("GET / HTTP/+1.1"), 400),
        WireCase("RFC 9112 §2.3: HTTP/1", line("GET / HTTP/1"), 400),
        WireCase("RFC 9112 §2.2: LF alone", "GET / HTTP/1.1\nHost: a\n\n", 400),
        WireCase("RFC 9112 §2.2: CR alone", "GET / HTTP/1.1\rHost: a\r\r", 400),
        WireCase("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        WireCase("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", 400),
        WireCase("414 for a long request line", line("GET /\(wide(200)) HTTP/1.1"), 414),
    ]

    private static let fields = [
        WireCase("RFC 9112 §5: no colon", get("X"), 400),
        WireCase("RFC 9112 §5.1: a space before the colon", get("X : a"), 400),
        WireCase("RFC 9112 §5.1: a tab before the colon", get("X\t: a"), 400),
        WireCase(
            "RFC 9112 §5.1: Content-Length with a space", post("Content-Length : 1", "x"), 400),
        WireCase("RFC 9112 §5.2: a folded field", get("X: a\r\n b"), 400),
        WireCase("RFC 9112 §5.2: a folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        WireCase("RFC 9110 §5.1: no name", get(": a"), 400),
        WireCase("RFC 9110 §5.1: a space in a name", get("X Y: a"), 400),
        WireCase("RFC 9110 §5.1: a parenthesis in a name", get("X(Y): a"), 400),
        WireCase("RFC 9110 §5.1: obs-text in a name", get("\u{e9}: a"), 400),
        WireCase("RFC 9110 §5.5: NUL in a value", get("X: a\0b"), 400),
        WireCase("RFC 9110 §5.5: NUL first", get("\0X: a"), 400),
        WireCase("RFC 9110 §5.5: a bell in a value", get("X: a\u{7}b"), 400),
        WireCase("RFC 9110 §5.5: DEL in a value", get("X: a\u{7f}b"), 400),
        WireCase("RFC 9112 §2.2: CR in a value", get("X: a\rb"), 400),
        WireCase("RFC 9112 §2.2: LF in a value", get("X: a\nY: b"), 400),
        WireCase("RFC 9112 §2.2: CRCRLF", get("X: a\r"), 400),
        WireCase("RFC 9112 §3.2: no Host", "GET / HTTP/1.1\r\n\r\n", 400),
        WireCase("RFC 9112 §3.2: two Hosts", get("Host: a"), 400),
        WireCase("RFC 3986 §3.2.2: half an escape in Host", host("a%2"), 400),
        WireCase("RFC 9110 §7.2: a path in Host", host("a/b"), 400),
        WireCase("RFC 9110 §7.2: userinfo in Host", host("u@a"), 400),
        WireCase("RFC 9110 §7.2: a list in Host", host("a, b"), 400),
        WireCase("RFC 9110 §7.2: a port that is none", host("a:x"), 400),
        WireCase("RFC 3986 §3.2.2: half a bracket", host("[::1"), 400),
        WireCase("RFC 9110 §10.1.1: another expectation", get("Expect: tea"), 417),
        WireCase(
            "431 for many fields", get((1...12).map { "X: \($0)" }.joined(separator: "\r\n")), 431),
        WireCase("431 for a long field", get("X: \(wide(700))"), 431),
        WireCase("431 for an endless head", "GET / HTTP/1.1\r\nX: \(wide(700))", 431),
    ]

    private static let framing = [
        WireCase(
            "RFC 9112 §6.3: both", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400),
        WireCase(
            "RFC 9112 §6.3: both, the other way",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400),
        WireCase("RFC 9112 §6.3: two lengths", post("Content-Length: 5\r\nContent-Length: 6"), 400),
        WireCase(
            "RFC 9112 §6.3: a length twice", post("Content-Length: 5\r\nContent-Length: 5"), 400),
        WireCase("RFC 9112 §6.3: 0 and 44", post("Content-Length: 0\r\nContent-Length: 44"), 400),
        WireCase("RFC 9110 §8.6: a list", post("Content-Length: 5, 5"), 400),
        WireCase("RFC 9110 §8.6: +5", post("Content-Length: +5"), 400),
        WireCase("RFC 9110 §8.6: -5", post("Content-Length: -5"), 400),
        WireCase("RFC 9110 §8.6: 0x5", post("Content-Length: 0x5"), 400),
        WireCase("RFC 9110 §8.6: 5.0", post("Content-Length: 5.0"), 400),
        WireCase("RFC 9110 §8.6: 5 5", post("Content-Length: 5 5"), 400),
        WireCase("RFC 9110 §8.6: nothing", post("Content-Length: "), 400),
        WireCase("413 for a large body", post("Content-Length: 101"), 413),
        WireCase("413 for 2^64 + 5", post("Content-Length: 18446744073709551621"), 413),
        WireCase("RFC 9112 §6.3: gzip last", post("Transfer-Encoding: gzip"), 400),
        WireCase("RFC 9112 §6.3: identity", post("Transfer-Encoding: identity"), 400),
        WireCase("RFC 9112 §6.1: gzip, chunked", post("Transfer-Encoding: gzip, chunked"), 501),
        WireCase("RFC 9112 §6.1: xchunked", post("Transfer-Encoding: xchunked"), 400),
        WireCase("RFC 9112 §6.1: \"chunked\"", post("Transfer-Encoding: \"chunked\""), 400),
        WireCase("RFC 9112 §6.1: nothing", post("Transfer-Encoding: "), 400),
        WireCase(
            "RFC 9112 §6.1: twice",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400),
        WireCase(
            "RFC 9112 §6.1: in HTTP/1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        WireCase(
            "RFC 9110 §9.3.2: HEAD with a body",
            "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400),
        WireCase(
            "RFC 9110 §9.3.8: TRACE with a body",
            "TRACE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400),
    ]

    private static let chunking = [
        WireCase("RFC 9112 §7.1: no size", chunks("\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: 0x5", chunks("0x5\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: +5", chunks("+5\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: a space before", chunks(" 5\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: a space behind", chunks("5 \r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: junk behind", chunks("5 junk\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: 5g", chunks("5g\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: NUL", chunks("5\0\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: -0", chunks("-0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: an overflow", chunks("10000000000000005\r\nhello"), 400),
        WireCase("RFC 9112 §7.1: 22 zeros", chunks("0000000000000000000000\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: LF alone", chunks("5\nhello\n0\n\n"), 400),
        WireCase("RFC 9112 §7.1: no CRLF behind the data", chunks("5\r\nhello0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1: too much data", chunks("5\r\nhello!\r\n0\r\n\r\n"), 400),
        WireCase(
            "RFC 9112 §7.1.1: LF in an extension", chunks("5;a\nb\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1.1: an endless extension", chunks("5;\(wide(5000))"), 400),
        WireCase("RFC 9112 §7.1.2: a bad trailer", chunks("0\r\nX\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1.2: a folded trailer", chunks("0\r\nX: a\r\n b\r\n\r\n"), 400),
        WireCase("RFC 9112 §7.1.1: a bare semicolon", chunks("5;\r\nhello\r\n0\r\n\r\n"), 400),
        WireCase("413 for a large chunk, by its size", chunks("65\r\n"), 413),
        WireCase("413 for large chunks", chunks("65\r\n\(wide(101))\r\n0\r\n\r\n"), 413),
    ]

    /// What the guard refuses.
    static let refused = requestLines + fields + framing + chunking

    private static func wide(_ count: Int) -> String { String(repeating: "a", count: count) }
}
