// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Testing

struct RequestTests {
    @Test func keepsWhatItWasMadeWith() {
        let request = Request(
            method: .put, target: "/a%20b?c=d", headers: [.accept: "text/html"], body: [1, 2])
        #expect(request.method == .put)
        #expect(request.target == "/a%20b?c=d")
        #expect(request.path == "/a%20b")
        #expect(request.query == "c=d")
        #expect(request.minorVersion == 1)
        #expect(request.headers == [.accept: "text/html"])
        #expect(request.body.bytes == [1, 2])
        #expect(request.body.count == 2)
        #expect(request.remoteAddress == nil)
    }

    @Test(arguments: [
        "GET", "POST", "HEAD", "OPTIONS", "BREW", "get", "GETS", "POS", "!#$%&'*+-.^_`|~",
    ])
    func knowsAnyMethod(_ name: String) throws {
        let method = try #require(HTTPRequest.Method(name))
        #expect(Request(method: method, target: "/").method == method)
    }

    @Test func keepsTheOrderOfItsFields() throws {
        let name = try #require(HTTPField.Name("X-Many"))
        var headers = HTTPFields()
        headers.append(HTTPField(name: name, value: "1"))
        headers.append(HTTPField(name: .accept, value: "a"))
        headers.append(HTTPField(name: name, value: "2"))
        let request = Request(target: "/", headers: headers)
        #expect(request.headers.map(\.value) == ["1", "a", "2"])
        #expect(request.headers[values: name] == ["1", "2"])
        #expect(request.headers == request.headers)
    }

    @Test func joinsTheValuesOfAFieldInAnyCase() throws {
        let upper = try #require(HTTPField.Name("X-MANY"))
        let lower = try #require(HTTPField.Name("x-many"))
        var headers = HTTPFields()
        headers.append(HTTPField(name: .accept, value: "a"))
        headers.append(HTTPField(name: upper, value: "1"))
        headers.append(HTTPField(name: lower, value: "2"))
        let request = Request(target: "/", headers: headers)
        #expect(request.value(of: lower) == "1, 2")
        #expect(request.value(of: upper) == "1, 2")
        #expect(request.value(of: .accept) == "a")
        #expect(request.value(of: .referer) == nil)
        #expect(request.value(of: try #require(HTTPField.Name("X-Man"))) == nil)
    }

    /// RFC 6265 §5.4 wants one line, RFC 9113 §8.2.3 lets a proxy split it.
    @Test func joinsASplitCookieAsACookie() {
        var headers = HTTPFields()
        headers.append(HTTPField(name: .cookie, value: "a=1; b=2"))
        headers.append(HTTPField(name: .accept, value: "x"))
        headers.append(HTTPField(name: .cookie, value: "c=3"))
        let request = Request(target: "/", headers: headers)
        #expect(request.value(of: .cookie) == "a=1; b=2; c=3")
        #expect(request.value(of: .cookie) == request.headers[.cookie])
    }

    @Test(arguments: [
        HTTPField.Name.accept, .cookie, .setCookie, .contentType, .ifNoneMatch,
    ])
    func saysTheSameOfAFieldAsItsHeaders(_ name: HTTPField.Name) {
        for values in [[], ["a"], ["a", "b"], ["", "b", ""]] {
            var headers = HTTPFields()
            for value in values { headers.append(HTTPField(name: name, value: value)) }
            let request = Request(target: "/", headers: headers)
            #expect(request.value(of: name) == request.headers[name])
            #expect(request.headers[values: name] == values)
        }
    }

    @Test func keepsEmptyAndForeignValues() throws {
        let request = Request(target: "/", headers: [.accept: "", .userAgent: "zoë: 日本"])
        #expect(request.value(of: .accept) == "")
        #expect(request.value(of: .userAgent) == "zoë: 日本")
        #expect(request.headers[.userAgent] == "zoë: 日本")
    }

    @Test(arguments: [([0x68, 0x69], "hi"), ([], ""), ([0xff], nil), ([0xc3], nil)])
    func readsItsBodyAsTextIfItIs(_ bytes: [UInt8], _ text: String?) {
        #expect(Request(target: "/", body: bytes).body.string == text)
    }

    @Test(arguments: ["", "/a b", "/a\r\nX: y", "/\u{7f}", "\t"])
    func refusesATargetThatCannotStandInARequest(_ target: String) async {
        await #expect(processExitsWith: .failure) { [target] in
            _ = Request(target: target)
        }
    }
}
