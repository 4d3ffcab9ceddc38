// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes
import Portico
import PorticoTesting
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct JSONTests {
    enum Kind: String, Codable { case small, large }

    struct Item: Codable, Equatable {
        var id: Int
        var count: UInt8?
        var price: Double?
        var isNew: Bool?
        var kind: Kind?
        var made: Date?
        var parts: [String: Int]?
    }

    struct Order: ResponseEncodable, Decodable, Equatable {
        var items: [Item]
    }

    static func request(_ json: String, type: String? = "application/json") -> Request {
        var headers = HTTPFields()
        headers[.contentType] = type
        return Request(method: .post, target: "/", headers: headers, body: Array(json.utf8))
    }

    @Test func readsAndWritesTheSame() throws {
        let item = Item(
            id: 1, count: 255, price: 0.5, isNew: true, kind: .large,
            made: Date(timeIntervalSince1970: 1_767_323_045), parts: ["a/b": 1])
        let response = try Response(json: Order(items: [item]), status: .created)
        #expect(response.status == .created)
        #expect(response.body.contentType == "application/json")
        let text = response.text
        #expect(text.contains(#""made":"2026-01-02T03:04:05Z""#))
        #expect(text.contains(#""a/b":1"#))
        #expect(try Self.request(text).decode(as: Order.self) == Order(items: [item]))
    }

    @Test func readsWithAwaitAsWell() async throws {
        let order: Order = try await Self.request(#"{"items":[{"id":7}]}"#).decode()
        #expect(order.items.map(\.id) == [7])
    }

    @Test func readsTheBodyTwice() throws {
        let request = Self.request("[1,2]")
        #expect(try request.decode(as: [Int].self) == [1, 2])
        #expect(try request.decode(as: [Double].self) == [1, 2])
    }

    /// RFC 3339 §5.8, and what `Date.prototype.toISOString` of ECMAScript writes.
    @Test(arguments: [
        ("1985-04-12T23:20:50.52Z", 482_196_050.52), ("1996-12-19T16:39:57-08:00", 851_042_397),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_172.13),
        ("2026-01-02T03:04:05.123Z", 1_767_323_045.123),
    ])
    func readsDates(_ text: String, _ seconds: Double) throws {
        let order = try Self.request(#"{"items":[{"id":1,"made":"\#(text)"}]}"#)
            .decode(as: Order.self)
        let date = try #require(order.items.first?.made)
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.0005)
    }

    /// WHATWG MIME Sniffing §4.6, RFC 9110 §8.3.1.
    @Test(arguments: [
        "application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json ;charset=utf-8", "text/json", "application/problem+json",
        "application/vnd.api+json;a=\"b\"",
    ])
    func takesWhatSaysThatItIsJSON(_ type: String) throws {
        #expect(try Self.request("[]", type: type).decode(as: [Int].self) == [])
    }

    /// RFC 9110 §15.5.16; a page of another origin may send the first five without a preflight.
    @Test(arguments: [
        nil, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "application", "application/", "/json", "application/json/x", "application/json, text/json",
        "application/jsonp", "a b/json", "text/plain; a=application/json", "*/*",
    ])
    func answers415ToWhatDoesNot(_ type: String?) throws {
        let error = try #require(throws: HTTPError.self) {
            try Self.request("[]", type: type).decode(as: [Int].self)
        }
        #expect(error.status == .unsupportedMediaType)
        #expect(error.headers[.accept] == "application/json")
    }

    /// RFC 8259 §2.
    @Test(arguments: [
        "", " ", "{", "[1", "{\"items\":[]", "[] x", "{a:1}", "'a'", "nul",
        "NaN",
    ])
    func answers400ToWhatIsNoJSON(_ json: String) throws {
        let error = try #require(throws: HTTPError.self) {
            try Self.request(json).decode(as: Order.self)
        }
        #expect(error.description == "400 Bad Request: the body is not well-formed JSON")
    }

    /// What JSONDecoder finds when somebody reads the string, and not before.
    @Test(arguments: [#"["\ud800"]"#, "[\"\u{1}\"]", #"["\x"]"#])
    func answers400ToStringsThatAreNone(_ json: String) throws {
        let error = try #require(throws: HTTPError.self) {
            try Self.request(json).decode(as: [String].self)
        }
        #expect(error.description == "400 Bad Request: the body is not well-formed JSON")
    }

    @Test func answers400ToEndlessNesting() throws {
        let isRefused = try refuses(String(repeating: "[", count: 100_000))
        #expect(isRefused)
    }

    private func refuses(_ json: String) throws -> Bool {
        let error = try #require(throws: HTTPError.self) {
            try Self.request(json).decode(as: Order.self)
        }
        return error.status == .badRequest
    }

    @Test func answers400ToWhatIsNotUTF8() throws {
        let request = Request(
            target: "/", headers: [.contentType: "application/json"],
            body: [0x5b, 0x22, 0xff, 0x22, 0x5d])
        let error = try #require(throws: HTTPError.self) { try request.decode(as: [String].self) }
        #expect(error.status == .badRequest)
    }

    @Test(arguments: [
        ("null", "it must not be null"), ("[]", "an object is expected"),
        ("{}", "items: it is missing"), (#"{"items":3}"#, "items: an array is expected"),
        (#"{"items":[{"id":1},{}]}"#, "items[1].id: it is missing"),
        (#"{"items":[{"id":"1"}]}"#, "items[0].id: a whole number is expected"),
        (#"{"items":[{"id":null}]}"#, "items[0].id: it must not be null"),
        (
            #"{"items":[{"id":1,"count":"a"}]}"#,
            "items[0].count: a whole number from 0 to 255 is expected"
        ),
        (#"{"items":[{"id":1,"price":"a"}]}"#, "items[0].price: a number is expected"),
        (#"{"items":[{"id":1,"isNew":1}]}"#, "items[0].isNew: true or false is expected"),
        (#"{"items":[{"id":1,"kind":1}]}"#, "items[0].kind: a string is expected"),
        (#"{"items":[{"id":1,"kind":"?"}]}"#, "items[0].kind: this value is not accepted"),
        (
            #"{"items":[{"id":1,"made":"x"}]}"#,
            "items[0].made: a date such as 2026-01-31T12:00:00Z is expected"
        ),
        (
            #"{"items":[{"id":1,"parts":{"a\nb":""}}]}"#,
            #"items[0].parts["a\nb"]: a whole number is expected"#
        ),
    ])
    func answers422WithThePathAndTheReason(_ json: String, _ message: String) throws {
        let error = try #require(throws: HTTPError.self) {
            try Self.request(json).decode(as: Order.self)
        }
        #expect(error.status == .unprocessableContent)
        #expect(error.message == message)
    }

    /// JSONDecoder does not say where these stand.
    @Test(arguments: [
        (#"{"items":[{"id":1.5}]}"#, "items[0].id: a whole number is expected"),
        (
            #"{"items":[{"id":1},{"id":99999999999999999999}]}"#,
            "items[1].id: a whole number is expected"
        ),
        (
            #"{"items":[{"id":1,"count":300}]}"#,
            "items[0].count: a whole number from 0 to 255 is expected"
        ),
        (
            #"{"items":[{"id":1,"count":-1}]}"#,
            "items[0].count: a whole number from 0 to 255 is expected"
        ),
        (#"{"items":[{"id":1,"price":1e400}]}"#, "items[0].price: a number is expected"),
        (
            #"{"items":[{"id":1,"made":"2026-01-02T03:04:05Z","parts":{"a":1.5}}]}"#,
            "items[0].parts.a: a whole number is expected"
        ),
    ])
    func answers422ToNumbersThatDoNotFit(_ json: String, _ message: String) throws {
        let error = try #require(throws: HTTPError.self) {
            try Self.request(json).decode(as: Order.self)
        }
        #expect(error.status == .unprocessableContent)
        #expect(error.message == message)
    }

    @Test func findsNumbersThatDoNotFitInPlainArraysAndValues() throws {
        for (json, message) in [("[[1],[2,2.5]]", "[1][1]: a whole number is expected")] {
            let error = try #require(throws: HTTPError.self) {
                try Self.request(json).decode(as: [[Int]].self)
            }
            #expect(error.description == "422 Unprocessable Content: \(message)")
        }
        let error = try #require(throws: HTTPError.self) {
            try Self.request("2.5").decode(as: Int.self)
        }
        #expect(error.description == "422 Unprocessable Content: a whole number is expected")
    }

    @Test func passesOnWhatATypeThrowsItself() {
        struct Picky: Decodable {
            init(from decoder: any Decoder) throws { throw HTTPError(.conflict) }
        }
        #expect { try Self.request("{}").decode(as: Picky.self) } throws: { error in
            (error as? HTTPError)?.status == .conflict
        }
    }

    @Test func saysWhatCannotBeWritten() throws {
        let item = Item(id: 1, price: .nan)
        let error = try #require(throws: JSONEncodingError.self) {
            try Response(json: Order(items: [item]))
        }
        #expect(error.path == "items[0].price")
        #expect(error.description.hasPrefix("cannot write items[0].price as JSON: "))
    }

    @Test func writesFragmentsAndAContentTypeOfTheCallers() throws {
        #expect(try Response(json: "zoë").text == "\"zoë\"")
        // The same value is the same bytes, or its entity tag would change with each reply.
        let letters = "hgfedcba".map { String($0) }
        let numbers = Dictionary(uniqueKeysWithValues: zip(letters, 1...8))
        #expect(
            try Response(json: numbers).text
                == #"{"a":8,"b":7,"c":6,"d":5,"e":4,"f":3,"g":2,"h":1}"#)
        let response = try Response(json: [1], headers: [.contentType: "application/problem+json"])
        #expect(response.headers[.contentType] == "application/problem+json")
    }
}

extension ServerTests {
    struct JSONServingTests {
        @Test(arguments: TestEngine.allCases, [false, true])
        func goesInAndOut(_ engine: TestEngine, _ isAsync: Bool) async throws {
            var router = Router()
            if isAsync {
                router.post("/", body: .stream(maxBytes: 1000)) { request, _ in
                    try await request.decode(as: JSONTests.Order.self)
                }
            } else {
                router.post("/", body: .stream(maxBytes: 1000)) { request, _ in
                    try request.decode(as: JSONTests.Order.self)
                }
            }
            try await blocking {
                try engine.with { engine in
                    try Server(configuration: Configuration(engine: engine), router: router)
                        .test(.wire, Self.check)
                }
            }
        }

        private static let isJSON: HTTPFields = [.contentType: "application/json"]

        private static func check(_ client: TestClient) throws {
            let json = #"{"items":[{"id":1}]}"#
            let reply = try client.post("/", headers: isJSON, body: .text(json))
            #expect(reply.status == .ok)
            #expect(reply.headers[.contentType] == "application/json")
            #expect(reply.text == json)
            let refusal = try client.post("/", headers: isJSON, body: #"{"items":[{}]}"#)
            #expect(refusal.status == .unprocessableContent)
            #expect(refusal.text == "422 Unprocessable Content: items[0].id: it is missing\n")
        }

        /// As deep as the decoder goes, on the stack of a Worker.
        @Test func bearsDeepNesting() async throws {
            final class Nest: Codable {
                let inner: [Nest]
            }
            let handler = Handler { request, _ in
                _ = try request.decode(as: Nest.self)
                return "deep\n"
            }
            try await handler.test(.wire) { client in
                for (depth, status) in [(250, 200), (5_000, 400)] {
                    let json =
                        String(repeating: #"{"inner":["#, count: depth)
                        + String(repeating: "]}", count: depth)
                    let reply = try await client.post(
                        "/", headers: Self.isJSON, body: .text(json))
                    #expect(reply.status.code == status)
                }
            }
        }

        @Test func answers500ToWhatCannotBeWrittenAndLogsIt() async throws {
            let log = LogBook()
            let handler = Handler { _, _ in try Response(json: [Double.nan]) }
            try await withServer(logger: log.logger, handler: handler) { test in
                let reply = try test.get("/")
                #expect(reply.status == 500)
                #expect(!reply.text.contains("JSON"))
            }
            #expect(log.entries.contains { $0.level == .error && $0.text.contains("as JSON") })
        }
    }
}
