// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct RequestGuardTests {
    private static let limits = MessageLimits(
        maxRequestLineBytes: 200, maxHeadBytes: 600, maxHeaderFields: 10, maxBodyBytes: 1000)

    /// What a guard makes of `text`, a line for each event; shown in pieces of `size` bytes.
    private func events(_ text: String, inPiecesOf size: Int) -> [String] {
        let requestGuard = RequestGuard()
        var events: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            let used = show(piece, to: requestGuard, &events)
            if events.last?.hasPrefix("refused") == true { return events }
            rest = rest.dropFirst(used)
        }
        return events
    }

    private func show(
        _ piece: [UInt8], to requestGuard: RequestGuard, _ events: inout [String]
    ) -> Int {
        var index = 0
        if !requestGuard.awaitsBody {
            let (used, verdict) = requestGuard.judge(piece.span, Self.limits)
            switch verdict {
            case .needsMore: return used
            case .refused(let refusal, let isHead):
                events.append("refused \(refusal.status)\(isHead ? " to HEAD" : "")")
                return used
            case .head(let head, let held):
                let bytes = held ?? piece
                let method = String(decoding: bytes[head.method], as: UTF8.self)
                events.append("head \(method)\(requestGuard.awaitsBody ? " and body" : "")")
                index = used
            }
            if !requestGuard.awaitsBody { return index }
        }
        do throws(Refusal) {
            while let content = try requestGuard.nextContent(in: piece.span, from: &index) {
                let text = String(decoding: piece[content], as: UTF8.self)
                if events.last?.hasPrefix("content ") == true {
                    events[events.count - 1] += text
                } else {
                    events.append("content \(text)")
                }
            }
        } catch {
            events.append("refused \(error.status)")
        }
        if !requestGuard.awaitsBody, events.last?.hasPrefix("refused") != true {
            events.append("end")
        }
        return index
    }

    /// What may be received without being looked at is content, and nothing that follows it.
    @Test(arguments: [
        ("Content-Length: 9\r\n", "abcdefghi", [9, 5, 0]),
        ("Transfer-Encoding: chunked\r\n", "4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n", [0, 3, 0]),
    ])
    func knowsHowMuchIsContentForCertain(
        _ field: String, _ body: String, _ expected: [Int]
    ) throws {
        let requestGuard = RequestGuard()
        #expect(requestGuard.certainContentBytes == 0)
        let head = Array("POST / HTTP/1.1\r\n\(Self.head)\(field)\r\n".utf8)
        _ = requestGuard.judge(head.span, Self.limits)
        var certain = [requestGuard.certainContentBytes]
        let bytes = Array(body.utf8)
        for part in [Array(bytes[..<4]), Array(bytes[4...])] {
            var index = 0
            while try requestGuard.nextContent(in: part.span, from: &index) != nil {}
            certain.append(requestGuard.certainContentBytes)
        }
        #expect(certain == expected)
    }

    private static let head = "Host: a\r\n"

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\(head)\r\n", ["head GET"]),
        (
            "\r\nGET / HTTP/1.1\r\n\(head)\r\n\r\nHEAD / HTTP/1.1\r\n\(head)\r\n",
            ["head GET", "head HEAD"]
        ),
        (
            "POST / HTTP/1.1\r\n\(head)Content-Length: 3\r\n\r\nabcPUT / HTTP/1.1\r\n\(head)\r\n",
            ["head POST and body", "content abc", "end", "head PUT"]
        ),
        (
            "POST / HTTP/1.1\r\n\(head)Transfer-Encoding: chunked\r\n\r\n"
                + "1\r\na\r\n2;x\r\nbc\r\n0\r\nT: u\r\n\r\nGET / HTTP/1.1\r\n\(head)\r\n",
            ["head POST and body", "content abc", "end", "head GET"]
        ),
        (
            "POST / HTTP/1.1\r\n\(head)Transfer-Encoding: chunked\r\n\r\n1\r\nabc",
            ["head POST and body", "content a", "refused 400"]
        ),
        ("HEAD / HTTP/1.1\r\n\r\n", ["refused 400 to HEAD"]),
        ("\r\nHEAD / HTTP/1.1\r\nA B: c\r\n", ["refused 400 to HEAD"]),
        ("Head / HTTP/1.1\r\n\r\n", ["refused 400"]),
        ("GET / HTTP/2.0\r\n\r\n", ["refused 505"]),
    ])
    func saysTheSameHoweverTheBytesCome(_ text: String, _ expected: [String]) {
        for size in [1, 2, 3, 7, 50, .max] {
            #expect(events(text, inPiecesOf: size) == expected, "pieces of \(size)")
        }
    }

    @Test(
        arguments: [
            ("", .nothing), ("\r", .nothing), ("\r\n", .nothing), ("\r\n\r\n\r", .nothing),
            ("G", .head), ("\r\nG", .head), ("GET / HTTP/1.1\r\nHost: a\r\n", .head),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", .body(bytes: 0)),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", .body(bytes: 2)),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", .nothing),
        ] as [(String, RequestGuard.Stage)])
    func knowsHowFarARequestHasCome(_ text: String, _ stage: RequestGuard.Stage) {
        for size in [1, .max] {
            let requestGuard = RequestGuard()
            var events: [String] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let used = show(Array(rest.prefix(size)), to: requestGuard, &events)
                rest = rest.dropFirst(used)
            }
            #expect(requestGuard.stage == stage)
        }
    }

    /// The limit of a route, which is known when the head has been parsed.
    @Test(arguments: [
        ("Content-Length: 10", "0123456789", 10, true),
        ("Content-Length: 10", "0123456789", 9, false),
        ("Transfer-Encoding: chunked", "a\r\n0123456789\r\n0\r\n\r\n", 10, true),
        ("Transfer-Encoding: chunked", "a\r\n", 9, false),
        ("Transfer-Encoding: chunked", "5\r\n01234\r\n5\r\n", 9, false),
    ])
    func lowersTheLimitOfTheBodyThatFollows(
        _ field: String, _ body: String, _ limit: Int, _ isTaken: Bool
    ) throws {
        let requestGuard = RequestGuard()
        let head = "POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n"
        _ = requestGuard.judge(Array(head.utf8).span, Self.limits)
        func take() throws(Refusal) {
            try requestGuard.limitBody(to: limit)
            let bytes = Array(body.utf8)
            var index = 0
            while try requestGuard.nextContent(in: bytes.span, from: &index) != nil {}
        }
        if isTaken {
            try take()
        } else {
            #expect(throws: Refusal.bodyTooLarge(limit)) { try take() }
        }
        #expect(!requestGuard.awaitsBody)
    }

    @Test func forgetsWhatItKept() {
        let requestGuard = RequestGuard()
        _ = requestGuard.judge(Array("HEAD / HT".utf8).span, Self.limits)
        #expect(requestGuard.stage == .head && requestGuard.asksForHead)
        requestGuard.reset()
        #expect(requestGuard.stage == .nothing && !requestGuard.asksForHead)
        var events: [String] = []
        _ = show(Array("GET / HTTP/1.0\r\n\r\n".utf8), to: requestGuard, &events)
        #expect(events == ["head GET"])
    }

    @Test func boundsEmptyLinesBeforeARequest() {
        let lines = String(repeating: "\r\n", count: 20)
        #expect(events(lines, inPiecesOf: 1) == ["refused 400"])
        #expect(events(lines, inPiecesOf: .max) == ["refused 400"])
    }
}
