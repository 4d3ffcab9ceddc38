// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Testing

struct URLEncodedValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let pairs: [(String, String)]

        init(_ text: String, _ pairs: [(String, String)]) {
            self.text = text
            self.pairs = pairs
        }

        var testDescription: String { text }
    }

    /// URL Standard §5.1, application/x-www-form-urlencoded parsing; web-platform-tests'
    /// `url/urlencoded-parser` asks the same.
    @Test(arguments: [
        Case("", []), Case("test", [("test", "")]), Case("&", []), Case("&&&a&&", [("a", "")]),
        Case("=", [("", "")]), Case("=a", [("", "a")]), Case("a=b=c", [("a", "b=c")]),
        Case("a=b&c=d&a=e", [("a", "b"), ("c", "d"), ("a", "e")]),
        Case("a+b=c+d", [("a b", "c d")]), Case("a%2Bb=%2B", [("a+b", "+")]),
        Case("a=%26%3d", [("a", "&=")]), Case("%C3%A4=%c3%B6", [("ä", "ö")]),
        Case("a=%", [("a", "%")]), Case("a=%2", [("a", "%2")]), Case("a=%zz", [("a", "%zz")]),
        Case("a=%%32", [("a", "%2")]), Case("a=%2541", [("a", "%41")]),
        Case("a=%FF", [("a", "\u{FFFD}")]), Case("a=%C3", [("a", "\u{FFFD}")]),
        Case("a=%C3%28", [("a", "\u{FFFD}(")]),
        Case("a=%E2%82", [("a", "\u{FFFD}")]), Case("a=%F0%9F%92%A9", [("a", "💩")]),
        Case("a=%ED%A0%80", [("a", "\u{FFFD}\u{FFFD}\u{FFFD}")]),
        Case("%EF%BB%BFtest=%EF%BB%BF", [("\u{FEFF}test", "\u{FEFF}")]),
        Case("a=b;c=d", [("a", "b;c=d")]), Case("a=%00", [("a", "\0")]),
        Case("?a=b", [("?a", "b")]), Case("a=ä", [("a", "ä")]),
    ])
    func readsWhatBrowsersWrite(_ given: Case) throws {
        let pairs = given.pairs.map { URLEncodedValues.Pair(name: $0.0, value: $0.1) }
        #expect(URLEncodedValues(given.text).pairs == pairs)
        let form = Request(
            method: .post, target: "/",
            headers: [.contentType: "application/x-www-form-urlencoded; charset=utf-8"],
            body: Array(given.text.utf8))
        #expect(try form.form().pairs == pairs)
    }

    @Test func keepsTheOrderOfRepeatedNames() {
        let query = Request(target: "/?b=1&a=2&b=&b=3").queryParameters
        #expect(query["b"] == "1")
        #expect(query[values: "b"] == ["1", "", "3"])
        #expect(query["c"] == nil)
        #expect(query[values: "c"] == [])
    }

    @Test func isEmptyWithoutAQuery() {
        #expect(Request(target: "/a").queryParameters.pairs.isEmpty)
        #expect(Request(target: "/a?").queryParameters.pairs.isEmpty)
    }

    @Test func readsTypedValues() throws {
        let query = URLEncodedValues("n=7&d=-0.5e1&t=true&on=on&off=0&s=x")
        #expect(try query.require("n", as: Int.self) == 7)
        #expect(try query.get("d", as: Double.self) == -5)
        #expect(try query.get("t", as: Bool.self) == true)
        #expect(try query.get("on", as: Bool.self) == true)
        #expect(try query.get("off", as: Bool.self) == false)
        #expect(try query.get("none", as: Int.self) == nil)
        #expect(try query.require("s") == "x")
    }

    @Test(arguments: ["", "x", "1.5", "99999999999999999999", " 1", "0x1", "١"])
    func refusesWhatIsNoWholeNumber(_ text: String) throws {
        let query = URLEncodedValues("n=\(text)")
        let error = try #require(throws: HTTPError.self) { try query.get("n", as: Int.self) }
        #expect(error.description == "400 Bad Request: n: a whole number is expected")
    }

    @Test(arguments: ["", "nan", "inf", "-infinity", "0x1p3", "1e999", "1,5"])
    func refusesWhatIsNoNumber(_ text: String) throws {
        let query = URLEncodedValues("n=\(text)")
        let error = try #require(throws: HTTPError.self) { try query.require("n", as: Double.self) }
        #expect(error.description == "400 Bad Request: n: a number is expected")
    }

    @Test func namesWhatIsMissing() throws {
        let query = URLEncodedValues("")
        let error = try #require(throws: HTTPError.self) { try query.require("a b") }
        #expect(error.description == #"400 Bad Request: ["a b"]: it is missing"#)
    }

    @Test(arguments: [nil, "text/plain", "multipart/form-data; boundary=a", "application/json"])
    func answers415ToWhatIsNoForm(_ type: String?) async throws {
        var headers = HTTPFields()
        headers[.contentType] = type
        let request = Request(target: "/", headers: headers, body: Array("a=b".utf8))
        let error = try await #require(throws: HTTPError.self) { try await request.form() }
        #expect(error.status == .unsupportedMediaType)
        #expect(error.headers[.accept] == "application/x-www-form-urlencoded")
    }
}
