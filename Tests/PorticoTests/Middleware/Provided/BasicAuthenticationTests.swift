// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HTTPTypes
import Portico
import TestSupport
import Testing

@Suite(.endsWithin(minutes: 1)) struct BasicAuthenticationTests {
    private struct User: Sendable, Equatable {
        let name: String
    }

    private static let basic = BasicAuthenticationMiddleware<User>(realm: #"the "inner" \ area"#) {
        name, password in
        let isRight =
            switch name {
            case "Aladdin": ConstantTime.equals(password, "open sesame")
            case "test": ConstantTime.equals(password, "123£")
            case "": ConstantTime.equals(password, "")
            case "colon": ConstantTime.equals(password, "a:b:")
            case "mark": ConstantTime.equals(password, "\u{301}b:c")
            default: false
            }
        return isRight ? User(name: name) : nil
    }

    /// The user who is found, or the answer.
    private func ask(_ value: String?) throws -> (user: User?, answer: Response?) {
        var request = Request(target: "/", headers: value.map { [.authorization: $0] } ?? [:])
        var context = Context()
        switch try Self.basic.receive(&request, &context) {
        case .answer(let response): return (context[User.self], response)
        case .next: return (context[User.self], nil)
        }
    }

    /// To Swift, a colon with a mark behind it is another character.
    @Test func dividesAtTheFirstColonWhateverFollowsIt() throws {
        let found = try ask(Self.encoded(Array("mark:\u{301}b:c".utf8)))
        #expect(found.user == User(name: "mark"))
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        "Basic \(Data(bytes).base64EncodedString())"
    }

    @Test(arguments: [
        // RFC 7617 §2 and §2.1.
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin"), ("Basic dGVzdDoxMjPCow==", "test"),
        ("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin"), ("BASIC  dGVzdDoxMjPCow==", "test"),
        ("Basic Og==", ""), (encoded(Array("colon:a:b:".utf8)), "colon"),
    ])
    func findsTheUser(_ value: String, _ name: String) throws {
        let (user, answer) = try ask(value)
        #expect(user == User(name: name))
        #expect(answer == nil)
    }

    @Test(arguments: [
        nil, "", "Basic", "Basic ", "Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic !!!!",
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== x", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ",
        encoded(Array("Aladdin".utf8)), encoded(Array("Aladdin:Open sesame".utf8)),
        encoded(Array("aladdin:open sesame".utf8)), encoded(Array("Aladdin:".utf8)),
        // ISO 8859-1, and control characters.
        encoded(Array("test:123".utf8) + [0xa3]), encoded(Array("Aladdin:open\0sesame".utf8)),
    ])
    func answers401ToOthers(_ value: String?) throws {
        let (user, answer) = try ask(value)
        let response = try #require(answer)
        #expect(user == nil)
        #expect(response.status == .unauthorized)
        #expect(
            response.headers[.wwwAuthenticate]
                == #"Basic realm="the \"inner\" \\ area", charset="UTF-8""#)
    }

    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "", false), ("", "a", false), ("aa", "a", false),
        ("a", "aa", false), ("abcabc", "abc", false), ("abc", "abd", false), ("bbc", "abc", false),
        ("£", "£", true), ("e\u{301}", "é", false),
    ])
    func comparesEveryByte(_ given: String, _ secret: String, _ isSame: Bool) {
        #expect(ConstantTime.equals(given, secret) == isSame)
    }
}
