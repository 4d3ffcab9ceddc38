// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import TestSupport
import Testing

@testable import Portico

/// What one request gets of one file, by the fields of the reply.
@Suite(.timeLimit(.minutes(1))) struct FileReplyTests {
    /// Long after any file of a test was written, so that tags are strong.
    private static let later = 4_000_000_000

    private func reply(
        _ bytes: [UInt8], _ headers: HTTPFields = [:], method: HTTPRequest.Method = .get,
        name: String = "a.txt", now: Int = later
    ) throws -> Response {
        var response = Response()
        try FileTree.make { tree in
            try tree.write(name, bytes)
            let file = try OpenFile(path: tree.path(name))
            let request = Request(method: method, target: "/", headers: headers)
            do {
                response = try FileReply(file, name: name).response(to: request, now: now)
            } catch let error as HTTPError {
                response = error.response(from: request, context: Context())
            }
        }
        return response
    }

    @Test func sendsTheWholeFileWithItsValidators() throws {
        let response = try reply(Array("hello".utf8))
        #expect(response.status == .ok)
        #expect(response.text == "hello")
        #expect(response.body.contentType == "text/plain; charset=utf-8")
        #expect(response.headers[.acceptRanges] == "bytes")
        let tag = try #require(response.headers[.eTag])
        #expect(tag.hasPrefix("\""))
        let date = try #require(response.headers[.lastModified])
        #expect(HTTPDate.parse(date, now: Self.later) != nil)
        #expect(response.headers[.contentRange] == nil)
    }

    @Test(arguments: [0, 1, 65_535, 65_536])
    func sendsFilesThatAreReadAtOnce(_ count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let response = try reply(content)
        #expect(response.status == .ok)
        #expect(response.bytes == content)
    }

    @Test func answersHEADWithoutReading_RFC9110Section9_3_2() throws {
        let response = try reply(
            Array("hello".utf8), [.range: "bytes=0-1"], method: .head)
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "5")
        #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(response.bytes.isEmpty)
    }

    @Test(arguments: [
        ("bytes=1-2", "el", "bytes 1-2/5"), ("bytes=-2", "lo", "bytes 3-4/5"),
        ("bytes=3-", "lo", "bytes 3-4/5"), ("bytes=0-99", "hello", "bytes 0-4/5"),
        ("bytes=0-1,1-3", "hell", "bytes 0-3/5"),
    ])
    func sendsAPart_RFC9110Section15_3_7_1(
        _ range: String, _ part: String, _ contentRange: String
    ) throws {
        let response = try reply(Array("hello".utf8), [.range: range])
        #expect(response.status == .partialContent)
        #expect(response.text == part)
        #expect(response.headers[.contentRange] == contentRange)
        #expect(response.body.contentType == "text/plain; charset=utf-8")
        #expect(response.headers[.eTag] != nil)
    }

    @Test(arguments: [1000, 50_000])
    func sendsSeveralParts_RFC9110Section14_6(_ count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let response = try reply(content, [.range: "bytes=900-909,0-4,-2"], name: "a.bin")
        #expect(response.status == .partialContent)
        #expect(response.headers[.contentRange] == nil, "RFC 9110 §15.3.7.2 forbids it")
        let type = try #require(response.body.contentType)
        let start = "multipart/byteranges; boundary="
        try #require(type.hasPrefix(start))
        let boundary = String(type.dropFirst(start.count))
        func head(_ range: String) -> [UInt8] {
            Array(
                "--\(boundary)\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes \(range)/\(count)\r\n\r\n"
                    .utf8)
        }
        let end = Array("\r\n".utf8)
        var expected = head("900-909") + content[900..<910] + end
        if count == 1000 {
            // Near enough to be one part.
            expected = head("900-999") + content[900..<1000] + end + head("0-4") + content[0..<5]
        } else {
            expected += head("0-4") + content[0..<5] + end
            expected += head("\(count - 2)-\(count - 1)") + content[(count - 2)...]
        }
        #expect(response.bytes == expected + end + Array("--\(boundary)--\r\n".utf8))
    }

    @Test func refusesWhatLiesBeyondTheEnd_RFC9110Section15_5_17() throws {
        let response = try reply(Array("hello".utf8), [.range: "bytes=5-"])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.headers[.contentRange] == "bytes */5")
        #expect(response.headers[.eTag] == nil)
    }

    @Test func a304HasWhatACacheKeepsAndNothingElse_RFC9110Section15_4_5() throws {
        let response = try reply(Array("hello".utf8), [.ifNoneMatch: "*"])
        #expect(response.status == .notModified)
        #expect(response.headers[.eTag] != nil)
        #expect(response.headers[.lastModified] == nil)
        #expect(response.headers[.contentType] == nil)
        #expect(response.bytes.isEmpty)
    }

    @Test(
        arguments: [
            ([.ifMatch: "\"x\""], 412), ([.ifMatch: "*"], 200), ([.ifNoneMatch: "*"], 304),
            ([.ifNoneMatch: "*", .range: "bytes=0-1"], 304),
            ([.ifMatch: "\"x\"", .range: "bytes=9-"], 412),
            ([.ifRange: "\"x\"", .range: "bytes=0-1"], 200),
            ([.ifRange: "\"x\"", .range: "bytes=9-"], 200),
            ([.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"], 412),
            ([.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"], 200),
        ] as [(HTTPFields, Int)], [HTTPRequest.Method.get, .head])
    func conditionsGoBeforeRanges_RFC9110Section13_2_2(
        _ test: (headers: HTTPFields, status: Int), _ method: HTTPRequest.Method
    ) throws {
        let response = try reply(Array("hello".utf8), test.headers, method: method)
        #expect(response.status.code == test.status)
    }

    @Test func itsOwnValidatorsAreUnderstood() throws {
        try FileTree.make { tree in
            try tree.write("a", "hello")
            let file = try OpenFile(path: tree.path("a"))
            func ask(_ headers: HTTPFields) throws -> Response {
                try FileReply(file, name: "a").response(
                    to: Request(target: "/", headers: headers), now: Self.later)
            }
            let first = try ask([:])
            let tag = try #require(first.headers[.eTag])
            let date = try #require(first.headers[.lastModified])
            #expect(try ask([.ifNoneMatch: tag]).status == .notModified)
            #expect(try ask([.ifModifiedSince: date]).status == .notModified)
            #expect(try ask([.ifMatch: tag]).status == .ok)
            #expect(try ask([.ifUnmodifiedSince: date]).status == .ok)
            #expect(try ask([.ifRange: tag, .range: "bytes=0-0"]).status == .partialContent)
            #expect(try ask([.ifRange: date, .range: "bytes=0-0"]).status == .partialContent)
        }
    }

    /// RFC 9110 §8.8.1: a file system's clock ticks slower than a program writes.
    @Test func aFileThatWasJustWrittenHasAWeakTagAndNoParts() throws {
        let now = WallClock.secondsSinceEpoch()
        let response = try reply(Array("hello".utf8), [.ifRange: "*"], now: now)
        let tag = try #require(response.headers[.eTag])
        #expect(tag.hasPrefix("W/\""))
        let part = try reply(
            Array("hello".utf8), [.ifRange: tag, .range: "bytes=0-1"], now: now)
        #expect(part.status == .ok)
    }

    @Test func whatIsReadAfterAChangeIsTheNewFile() throws {
        try FileTree.make { tree in
            try tree.write("a", "hello")
            let file = try OpenFile(path: tree.path("a"))
            let request = Request(target: "/")
            let old = try FileReply(file, name: "a").response(to: request, now: Self.later)
            for text in ["he", "hello and more", ""] {
                // The open file, not a new one in its place.
                try tree.overwrite("a", text)
                let new = try FileReply(file, name: "a").response(to: request, now: Self.later)
                #expect(new.text == text)
                #expect(new.headers[.eTag] != old.headers[.eTag])
                let range = Request(target: "/", headers: [.range: "bytes=0-3"])
                let part = try? FileReply(file, name: "a").response(to: range, now: Self.later)
                if let part { #expect(part.text == String(text.prefix(4))) }
                if text.isEmpty { #expect(part == nil) }
            }
        }
    }
}
