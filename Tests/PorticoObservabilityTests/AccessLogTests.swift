// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Logging
import Portico
import PorticoPool
import TestSupport
import Testing

@testable import PorticoObservability

@Suite(.serialized, .timeLimit(.minutes(1))) struct AccessLogTests {
    private func makeRouter() -> Router {
        var router = Router()
        router.get("/hello/:name") { _, _ in "hello" }
        return router
    }

    /// The lines that `format` gives for what `body` asks.
    private func lines(
        _ format: AccessLogFormat,
        configure: @escaping (inout Configuration) -> Void = { _ in },
        _ body: (_ port: Int) throws -> Void
    ) async throws -> [Substring] {
        try await withFolder { folder in
            let log = try AccessLog(format, to: .file(folder.path("log")))
            try await withServer([log], router: makeRouter(), configure: configure) { _, port in
                try body(port)
            }
            #expect(log.lostLines == 0)
            return try folder.text("log").split(separator: "\n", omittingEmptySubsequences: false)
        }
    }

    @Test func writesALineForEachRequestRefusedOnesIncluded() async throws {
        let lines = try await lines(.common) { port in
            try get("/hello/a?b=1", port)
            try exchange(port, Array("HEAD /hello/a HTTP/1.0\r\nHost: a\r\n\r\n".utf8))
            try get("/nowhere", port)
            try exchange(port, Array("GET / HTTP/1.1\r\n\r\n".utf8))
        }
        try #require(lines.count == 5 && lines[4].isEmpty, "\(lines)")
        let time = #"127\.0\.0\.1 - - \[\d\d/[A-Z][a-z][a-z]/20\d\d:\d\d:\d\d:\d\d \+0000\] "#
        let ends = [
            #""GET /hello/a\?b=1 HTTP/1\.1" 200 5"#, #""HEAD /hello/a HTTP/1\.0" 200 0"#,
            #""GET /nowhere HTTP/1\.1" 404 \d+"#, #""-" 400 \d+"#,
        ]
        for (line, end) in zip(lines, ends) {
            #expect(try Regex(time + end).wholeMatch(in: String(line)) != nil, "\(line)")
        }
    }

    /// Of a request that the guard refuses, only the proxy is known: its head is not read.
    @Test func namesTheClientsOfTrustedProxies() async throws {
        let behind = Array("X-Forwarded-For: 203.0.113.9\r\n".utf8)
        let lines = try await lines(
            .common, configure: { $0.trustedProxies = TrustedProxies(["127.0.0.1"]) }
        ) { port in
            try get("/hello/a", port, behind)
            try get("/hello/a", port, behind + Array("Transfer-Encoding: gzip\r\n".utf8))
            try get("/hello/a", port)
        }
        let clients = lines.dropLast().map { $0.prefix { $0 != " " } }
        #expect(clients == ["203.0.113.9", "127.0.0.1", "127.0.0.1"], "\(lines)")
    }

    /// What clients may put into fields, and how it is to be written.
    private static let evilFields: [UInt8] =
        Array("User-Agent: a\"b\\c\td".utf8) + [0xff, 0x9b, 0xc3, 0xa9]
        + Array("\r\nReferer: \" 200 0 \"-\r\n".utf8)

    @Test func letsNoClientForgeALineOrAField() async throws {
        let lines = try await lines(.combined) { port in
            try get("/hello/%0d%0a127.0.0.1\u{e9}", port, Self.evilFields)
        }
        try #require(lines.count == 2, "\(lines)")
        #expect(
            lines[0].hasSuffix(
                #"\x22 200 0 \x22-" "a\x22b\x5cc\x09d\xff\x9b\xc3\xa9""#), "\(lines[0])")
        #expect(lines[0].utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
        #expect(lines[0].filter { $0 == "\"" }.count == 6)
    }

    @Test func writesObjectsOfJSON() async throws {
        let lines = try await lines(.json) { port in
            try get("/hello/a", port, Self.evilFields)
            try exchange(port, Array("GET / HTTP/1.1\r\n\r\n".utf8))
        }
        try #require(lines.count == 3, "\(lines)")
        let objects = try lines.dropLast().map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let first = objects[0]
        #expect(first["status"] as? Int == 200)
        #expect(first["route"] as? String == "/hello/:name")
        #expect(first["target"] as? String == "/hello/a")
        #expect(first["body_bytes"] as? Int == 5)
        #expect(first["complete"] as? Bool == true)
        // It is not UTF-8, so it is read as ISO 8859-1.
        #expect(first["user_agent"] as? String == "a\"b\\c\td\u{ff}\u{9b}\u{c3}\u{a9}")
        for key in ["duration", "queue_wait", "run_time"] {
            #expect(first[key] as? Double ?? -1 >= 0, "\(key)")
        }
        let time = try #require(first["time"] as? String)
        #expect(try Regex(#"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ"#).wholeMatch(in: time) != nil)
        #expect(objects[1]["status"] as? Int == 400)
        #expect(objects[1]["reject"] as? String == "not_acceptable")
        #expect(objects[1]["target"] == nil && objects[1]["queue_wait"] == nil)
        #expect(lines.joined().unicodeScalars.allSatisfy { !(0x7f..<0xa0).contains($0.value) })
    }

    @Test func goesOnInANewFileWhenItIsReopened() async throws {
        try await withFolder { folder in
            let (path, old) = (folder.path("log"), folder.path("log.1"))
            let log = try AccessLog(.common, to: .file(path))
            try await withServer([log], router: makeRouter()) { _, port in
                try get("/hello/1", port)
                #expect(try eventually { try folder.text("log").contains("/hello/1 ") })
                try FileManager.default.moveItem(atPath: path, toPath: old)
                try get("/hello/2", port)
                #expect(try eventually { try folder.text("log.1").contains("/hello/2 ") })
                log.reopen()
                try get("/hello/3", port)
            }
            #expect(try folder.text("log").contains("/hello/3 "))
            #expect(try folder.text("log").split(separator: "\n").count == 1)
            #expect(try folder.text("log.1").split(separator: "\n").count == 2)
        }
    }

    @Test func saysWhyItCannotBeOpened() throws {
        let error = #expect(throws: AccessLogError.self) {
            try AccessLog(to: .file("/nowhere/at/all/log"))
        }
        #expect(error?.description.contains("/nowhere/at/all/log: ") == true)
    }

    @Test func countsLinesThatCannotBeWritten() async throws {
        let full = "/dev/full"
        let log = try AccessLog(.common, to: .file(full))
        try await withServer([log], router: makeRouter()) { _, port in
            try get("/hello/1", port)
            try get("/hello/2", port)
        }
        #expect(log.lostLines == 2)
    }

    @Test func logsEachRequestWithEscapedMetadata() async throws {
        let book = Guarded<[Logger.Metadata]>([])
        let logger = Logger(label: "access") { _ in MetadataHandler(book: book) }
        try await withServer([AccessLogger(logger)], router: makeRouter()) { _, port in
            try get("/hello/a", port, Self.evilFields)
        }
        let metadata = try #require(book.withLock(\.self).first)
        #expect(metadata["status"] == "200")
        #expect(metadata["method"] == "GET")
        #expect(metadata["route"] == "/hello/:name")
        #expect(metadata["protocol"] == "HTTP/1.1")
        #expect(metadata["user_agent"] == #"a\x22b\x5cc\x09d\xff\x9b\xc3\xa9"#)
        #expect(metadata["reject"] == nil)
    }
}

/// Keeps the metadata of lines.
private struct MetadataHandler: LogHandler {
    let book: Guarded<[Logger.Metadata]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = event.metadata ?? [:]
        book.withLock { $0.append(metadata) }
    }
}

extension FileTree {
    /// The file `name` as text; empty when it is not there.
    func text(_ name: String) throws -> String {
        // Foundation's `contents(atPath:)` leaks the buffer of an empty file.
        guard let file = FileHandle(forReadingAtPath: path(name)) else { return "" }
        defer { try? file.close() }
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}

/// Calls `body` with a folder of its own.
private func withFolder<Result>(_ body: (FileTree) async throws -> Result) async throws -> Result {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    return try await body(FileTree(root: root.path))
}
