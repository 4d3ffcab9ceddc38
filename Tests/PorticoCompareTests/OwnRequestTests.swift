// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import PorticoCompare

struct OwnRequestTests {
    private func wire(_ request: ComparedRequest) -> String {
        String(decoding: request.wire, as: UTF8.self)
    }

    @Test func sendsWhatIsGiven() {
        #expect(wire(ComparedRequest("/a?b=c")) == "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let post = ComparedRequest(
            .post, "/a", headers: [.accept: "text/plain, */*", .contentType: "text/x"], body: "ü")
        #expect(
            wire(post) == """
                POST /a HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain, */*\r\n\
                Content-Type: text/x\r\nContent-Length: 2\r\n\r\nü
                """)
    }

    @Test func saysThatABodyIsEmptyWhereOneIsExpected() {
        #expect(wire(ComparedRequest(.put, "/a")).contains("\r\nContent-Length: 0\r\n"))
        #expect(!wire(ComparedRequest(.delete, "/a")).contains("Content-Length"))
    }

    @Test func leavesTheHostToTheProgramIfItNamesOne() throws {
        let host = try #require(HTTPField.Name("Host"))
        let text = wire(ComparedRequest("/", headers: [host: "example.org"]))
        #expect(text == "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
    }

    @Test(arguments: [
        (ComparedRequest("a"), "begins with /"), (ComparedRequest("/a b"), "blanks"),
        (ComparedRequest("/ü"), "percent"), (ComparedRequest(.head, "/"), "HEAD"),
        (ComparedRequest("/", weight: 0), "1 to 1000"),
        (ComparedRequest("/", weight: 1001), "1 to 1000"),
        (ComparedRequest("/", headers: [.transferEncoding: "chunked"]), "Transfer-Encoding"),
        (ComparedRequest("/", headers: [.connection: "close"]), "Connection"),
    ])
    func refusesWhatCannotBeSent(_ request: ComparedRequest, _ word: String) {
        let error = #expect(throws: CompareError.self) { try request.check() }
        #expect(error?.description.contains(word) == true)
        #expect(error?.exitCode == 64)
    }

    @Test(arguments: ["", "a b", "a/b", "ü"])
    func refusesANameThatIsNoID(_ name: String) {
        let scenario = OwnScenario(
            id: name, handler: Handler { _, _ in "" }, requests: [ComparedRequest("/")])
        #expect(throws: CompareError.self) { try scenario.check() }
    }

    // MARK: Weights

    @Test(arguments: [
        ([1], [0]), ([5], [0]), ([2, 2], [0, 1]), ([3, 1], [0, 0, 1, 0]),
        ([1, 1, 2], [2, 0, 1, 2]), ([900, 100], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    ])
    func spreadsRequestsByTheirWeights(_ weights: [Int], _ order: [Int]) {
        #expect(RequestCycle(weights: weights).order == order)
    }

    @Test func countsEachAsOftenAsItsWeight() {
        let weights = [1000, 7, 1, 250]
        let order = RequestCycle(weights: weights).order
        #expect(weights.indices.map { index in order.count { $0 == index } } == weights)
    }

    // MARK: Lua

    /// What Lua makes of a text in double quotes, by §2.1 of its manual.
    private func readByLua(_ literal: String) throws -> [UInt8] {
        var rest = Array(literal.utf8)[...]
        try #require(rest.popFirst() == 34 && rest.popLast() == 34)
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            try #require(byte != 34 && byte != 10 && byte != 13, "the text would end here")
            guard byte == 92 else { bytes.append(byte); continue }
            let digits = rest.prefix(3).prefix { (48...57).contains($0) }
            rest = rest.dropFirst(digits.count)
            bytes.append(try #require(UInt8(String(decoding: digits, as: UTF8.self))))
        }
        return bytes
    }

    @Test(arguments: [
        Array(UInt8.min...UInt8.max), Array("\\0651 \"'\r\n]]--%s".utf8), [0, 49, 10, 50, 255, 51],
    ])
    func givesLuaExactlyTheBytes(_ bytes: [UInt8]) throws {
        let literal = LuaText.literal(bytes)
        #expect(literal.utf8.allSatisfy { (0x20...0x7e).contains($0) })
        #expect(try readByLua(literal) == bytes)
    }

    @Test func putsEveryRequestIntoTheScript() {
        let script = WrkScript.requests([
            ComparedRequest("/a", weight: 2),
            ComparedRequest(.post, "/b", headers: [.cookie: "k=\"v\\\""], body: "\"\n"),
        ])
        #expect(script.contains("\"GET /a HTTP/1.1\\013\\010Host: localhost\\013\\010\\013\\010\""))
        #expect(script.contains("Cookie: k=\\034v\\092\\034\\013\\010"))
        #expect(script.contains("\\013\\010\\013\\010\\034\\010\""))
        #expect(script.contains("local order = {1,2,1}"))
    }
}
