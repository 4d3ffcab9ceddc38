// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PorticoCompare

struct ReplyScannerTests {
    private static let whole: [(String, status: Int, closes: Bool)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, false),
        ("HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length:0\r\nX: y\r\n\r\n", 200, false),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, false),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, false),
        ("HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno", 503, true),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n\n", 200, true),
        ("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 200, false),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 C\r\nContent-Length: 1\r\n\r\nx", 201, false),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1A\r\n"
                + "0123456789\r\n9012345678901\n\r\n0\r\n\r\n", 200, false
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: v\r\n\r\n",
            200, false
        ),
    ]

    @Test(arguments: whole.indices, [1, 2, 7, 10_000])
    func findsTheEndHoweverTheBytesCome(_ index: Int, _ size: Int) {
        let (text, status, closes) = Self.whole[index]
        var scanner = ReplyScanner()
        // Twice, as replies follow each other on a connection.
        for _ in 1...2 {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                let progress = scanner.take(piece.span)
                let expected: ReplyScanner.Progress =
                    rest.isEmpty ? .whole(status: status, closes: closes) : .unfinished
                #expect(progress == expected, "\(rest.count) bytes before the end")
            }
        }
    }

    @Test func endsWithTheConnectionWhereNothingElseSaysTheEnd() {
        var scanner = ReplyScanner()
        let bytes = Array("HTTP/1.1 200 OK\r\n\r\nsome".utf8)
        #expect(scanner.take(bytes.span) == .unfinished)
        #expect(scanner.end() == .whole(status: 200, closes: true))
    }

    @Test(arguments: [
        "SMTP ready and waiting\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxy",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func noticesWhatIsNoReply(_ text: String) {
        var scanner = ReplyScanner()
        #expect(scanner.take(Array(text.utf8).span) == .malformed)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"])
    func noticesAReplyThatIsBrokenOff(_ text: String) {
        var scanner = ReplyScanner()
        if !text.isEmpty { #expect(scanner.take(Array(text.utf8).span) == .unfinished) }
        #expect(scanner.end() == .malformed)
    }
}
