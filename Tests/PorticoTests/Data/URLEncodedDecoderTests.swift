// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes
import Portico
import Testing

struct URLEncodedDecoderTests {
    enum Order: String, Decodable { case up, down }

    struct Search: Decodable, Equatable {
        var text: String
        var page: Int?
        var weight: Double?
        var exact: Bool?
        var order: Order?
        var tags: [String]
        var sizes: [UInt8]?
        var since: Date?
    }

    static func form(_ text: String) -> Request {
        Request(
            method: .post, target: "/",
            headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(text.utf8))
    }

    @Test func readsAType() throws {
        let text =
            "text=a+b&page=2&weight=0.5&exact=on&order=down&tags=x&tags=&tags=y&sizes=1"
            + "&since=2026-01-02T03:04:05Z&other=1"
        let search = Search(
            text: "a b", page: 2, weight: 0.5, exact: true, order: .down, tags: ["x", "", "y"],
            sizes: [1], since: Date(timeIntervalSince1970: 1_767_323_045))
        #expect(try Request(target: "/?\(text)").decodeQuery(as: Search.self) == search)
        #expect(try Self.form(text).decodeForm(as: Search.self) == search)
    }

    @Test func readsAFormWithAwait() async throws {
        let search: Search = try await Self.form("text=a").decodeForm()
        #expect(search.text == "a")
    }

    /// HTML §4.10.21.4: text fields are sent empty, and checkboxes that are off not at all.
    @Test func takesEmptyAndMissingValuesAsNil() throws {
        let search = try Self.form("text=&page=&weight=&order=&since=").decodeForm(as: Search.self)
        #expect(search == Search(text: "", tags: []))
    }

    @Test func readsADictionary() throws {
        let request = Request(target: "/?a=1&b=2&a=3")
        #expect(try request.decodeQuery(as: [String: Int].self) == ["a": 1, "b": 2])
        #expect(
            try request.decodeQuery(as: [String: [Int]].self) == ["a": [1, 3], "b": [2]])
    }

    /// Clients choose how many names there are: the time may not grow with their square.
    @Test func readsManyNames() throws {
        let text = (0..<50_000).map { "k\($0)=1" }.joined(separator: "&")
        #expect(try Self.form(text).decodeForm(as: [String: Int].self).count == 50_000)
    }

    @Test(arguments: [
        ("", "text: it is missing"), ("text=a&page=x", "page: a whole number is expected"),
        ("text=a&weight=nan", "weight: a number is expected"),
        ("text=a&exact=maybe", "exact: true or false is expected"),
        ("text=a&order=left", "order: this value is not accepted"),
        ("text=a&since=today", "since: a date such as 2026-01-31T12:00:00Z is expected"),
        ("text=a&sizes=1&sizes=300", "sizes[1]: a whole number from 0 to 255 is expected"),
    ])
    func namesTheKeyAndWhatWasExpected(_ text: String, _ message: String) throws {
        let query = try #require(throws: HTTPError.self) {
            try Request(target: "/?\(text)").decodeQuery(as: Search.self)
        }
        #expect(query.description == "400 Bad Request: \(message)")
        let form = try #require(throws: HTTPError.self) {
            try Self.form(text).decodeForm(as: Search.self)
        }
        #expect(form.description == "422 Unprocessable Content: \(message)")
    }

    /// The program's mistake is none of the client's.
    @Test func doesNotBlameTheClientForATypeThatIsNotFlat() {
        struct Deep: Decodable {
            struct Inner: Decodable { var a: Int }
            var inner: Inner
        }
        let request = Request(target: "/?inner=1")
        #expect { try request.decodeQuery(as: Deep.self) } throws: { error in
            !(error is HTTPError) && "\(error)".contains("\"inner\"")
        }
        #expect { try request.decodeQuery(as: [Int].self) } throws: { !($0 is HTTPError) }
        #expect { try request.decodeQuery(as: Int.self) } throws: { !($0 is HTTPError) }
    }
}
