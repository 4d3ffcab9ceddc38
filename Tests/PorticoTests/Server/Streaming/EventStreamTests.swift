// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
@testable import Portico
import TestSupport
import Testing

/// The format of <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
struct EventFormatTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var data: String?
        var event: String?
        var id: String?
        var retry: Duration?
        let text: String

        var testDescription: String { text.debugDescription }
    }

    static let cases = [
        // The standard's own examples, as they arrive.
        Case(data: "This is the first message.", text: "data: This is the first message.\n\n"),
        Case(
            data: "This is the second message, it\nhas two lines.",
            text: "data: This is the second message, it\ndata: has two lines.\n\n"),
        Case(data: "73857293", event: "add", text: "event: add\ndata: 73857293\n\n"),
        Case(data: "YHOO\n+2\n10", text: "data: YHOO\ndata: +2\ndata: 10\n\n"),
        Case(data: "first event", id: "1", text: "id: 1\ndata: first event\n\n"),
        // An empty id takes back the one before.
        Case(data: "second event", id: "", text: "id: \ndata: second event\n\n"),
        // Only one blank behind the colon is not data.
        Case(data: " third event", text: "data:  third event\n\n"),
        Case(data: "", text: "data: \n\n"),
        Case(data: "\n", text: "data: \ndata: \n\n"),
        // Each of the three line ends.
        Case(data: "a\rb\r\nc\nd", text: "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        Case(data: "a\r\r\nb\n\rc", text: "data: a\ndata: \ndata: b\ndata: \ndata: c\n\n"),
        Case(data: "a\r", text: "data: a\ndata: \n\n"),
        Case(data: "zoë: ü", text: "data: zoë: ü\n\n"),
        Case(data: "x", retry: .seconds(3), text: "retry: 3000\ndata: x\n\n"),
        Case(id: "7", retry: .milliseconds(1), text: "id: 7\nretry: 1\n\n"),
        Case(data: "x", retry: .seconds(-1), text: "retry: 0\ndata: x\n\n"),
        Case(text: "\n"),
    ]

    @Test(arguments: cases) func isThatOfTheStandard(_ item: Case) throws {
        let bytes = try EventStream.format(
            data: item.data, event: item.event, id: item.id, retry: item.retry)
        #expect(String(decoding: bytes, as: UTF8.self) == item.text)
    }

    @Test(arguments: ["a\nb", "a\rb", "\r\n", "a\0"])
    func refusesFieldsThatWouldBeOtherLines(_ value: String) {
        #expect(throws: BodyWriteError.invalidEventField(name: "id")) {
            try EventStream.format(data: "x", event: nil, id: value, retry: nil)
        }
        #expect(throws: BodyWriteError.invalidEventField(name: "event")) {
            try EventStream.format(data: "x", event: value, id: nil, retry: nil)
        }
    }

    @Test func readsTheLastEventID() throws {
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        #expect(Request(target: "/", headers: [name: "42"]).lastEventID == "42")
        #expect(Request(target: "/").lastEventID == nil)
    }
}

extension ServerTests {
    struct EventStreamTests {
        private static func handler(
            isAsync: Bool, heartbeat: Duration? = .seconds(15), until end: Gate? = nil
        ) -> Handler {
            Handler { request, _ in
                let first = request.lastEventID.flatMap { Int($0) } ?? 0
                return isAsync
                    ? Response.events(heartbeat: heartbeat) { events in
                        for number in first..<first + 3 {
                            try await events.send(data: "\(number)", id: "\(number + 1)")
                        }
                        while end?.isOpen == false { await Task.yield() }
                    }
                    : Response.events(heartbeat: heartbeat) { events in
                        for number in first..<first + 3 {
                            try events.send(data: "\(number)", id: "\(number + 1)")
                        }
                        end?.wait()
                    }
            }
        }

        @Test(arguments: TestEngine.allCases, [true, false])
        func goesOnBehindTheLastEventID(_ engine: TestEngine, _ isAsync: Bool) async throws {
            try await withServer(engine, handler: Self.handler(isAsync: isAsync)) { test in
                let connection = try test.connect()
                for first in [0, 3] {
                    let field = first == 0 ? [] : ["Last-Event-ID: \(first)"]
                    try connection.send(Site.request("GET", "/", field))
                    let reply = try StreamReader(connection)
                    #expect(reply["Content-Type"] == "text/event-stream")
                    #expect(reply["Cache-Control"] == "no-store")
                    let events = (first..<first + 3).map { "id: \($0 + 1)\ndata: \($0)\n\n" }
                    #expect(try reply.text() == events.joined())
                }
            }
        }

        /// No thread waits for the time of a heartbeat.
        @Test(arguments: TestEngine.allCases, [true, false])
        func sendsCommentsWhileItIsQuiet(_ engine: TestEngine, _ isAsync: Bool) async throws {
            let end = Gate()
            try await withServer(
                engine,
                // The loop looks at its connections a few times within the shortest deadline.
                configure: { $0.limits.headDeadline = .milliseconds(400) },
                handler: Self.handler(isAsync: isAsync, heartbeat: .milliseconds(1), until: end)
            ) { test in
                defer { end.open() }
                let reply = try test.stream()
                var text = ""
                while !text.hasSuffix("\n\n:\n:\n") {
                    text += String(decoding: try #require(try reply.chunk()), as: UTF8.self)
                }
                #expect(text.hasPrefix("id: 1\ndata: 0\n\n"))
                end.open()
                let rest = try reply.text()
                #expect(rest.split(separator: "\n").allSatisfy { $0 == ":" })
            }
        }

        @Test func sendsTheHeadOfAnEventStreamAtOnce() async throws {
            let end = Gate()
            let handler = Handler { _, _ in Response.events { _ in end.wait() } }
            try await withServer(handler: handler) { test in
                defer { end.open() }
                let reply = try test.stream()
                #expect(reply.status == 200)
            }
        }
    }
}
