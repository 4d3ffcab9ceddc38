// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Testing

/// What names the value that a client got wrong: all the same way.
@Suite(.timeLimit(.minutes(1))) struct HTTPErrorFieldTests {
    private struct Order: Decodable {
        struct Item: Decodable { var price: Int }
        var items: [Item]
    }

    private struct Page: Decodable { var page: Int }

    private func failure(_ body: () throws -> Void) throws -> HTTPError {
        try #require(throws: HTTPError.self, performing: body)
    }

    @Test func isTheSameWhoeverRefuses() throws {
        let json = Request(
            method: .post, target: "/", headers: [.contentType: "application/json"],
            body: Array(#"{"items":[{"price":1},{"price":"x"}]}"#.utf8))
        let read = try failure { _ = try json.decode(as: Order.self) }
        let refused = HTTPError.invalid(
            field: "items[1].price",
            reason: "a whole number from \(Int.min) to \(Int.max) is expected")
        #expect(read.field == "items[1].price")
        #expect(read.field == refused.field)
        #expect(read.status == refused.status)
        #expect(read.message?.hasPrefix("items[1].price: ") == true)
        #expect(refused.message?.hasPrefix("items[1].price: ") == true)
    }

    @Test func standsInFormsQueriesAndParametersToo() throws {
        let form = Request(
            method: .post, target: "/?page=x",
            headers: [.contentType: "application/x-www-form-urlencoded"], body: Array("page=x".utf8)
        )
        #expect(try failure { _ = try form.decodeForm(as: Page.self) }.field == "page")
        #expect(try failure { _ = try form.decodeQuery(as: Page.self) }.field == "page")
        #expect(try failure { _ = try form.queryParameters.require("q") }.field == "q")
        #expect(try failure { _ = try form.form().require("page", as: Int.self) }.field == "page")
    }

    @Test func isNilWhereTheWholeIsWrong() throws {
        let whole = HTTPError.invalid(field: "", reason: "an object is expected")
        #expect(whole.field == nil)
        #expect(whole.message == "an object is expected")
        #expect(HTTPError(.notFound, message: "no").field == nil)
        let json = Request(method: .post, target: "/", headers: [.contentType: "application/json"])
        #expect(try failure { _ = try json.decode(as: Order.self) }.field == nil)
    }
}
