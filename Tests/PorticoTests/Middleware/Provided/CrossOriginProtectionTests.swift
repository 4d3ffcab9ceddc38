// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import PorticoTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct CrossOriginProtectionTests {
    /// What a browser says of a request, and whether it passes.
    struct Origin: Sendable, CustomTestStringConvertible {
        var site: String?
        var origin: String?
        var host = "app.example"
        var passes: Bool

        var testDescription: String {
            "\(host), Sec-Fetch-Site \(site ?? "-"), Origin \(origin ?? "-"): \(passes)"
        }
    }

    private static let origins = [
        // Sec-Fetch-Site decides.
        Origin(site: "same-origin", passes: true),
        Origin(site: "none", passes: true),
        Origin(site: "same-site", passes: false),
        Origin(site: "cross-site", passes: false),
        Origin(site: "SAME-ORIGIN", passes: false),
        Origin(site: "same-origin, none", passes: false),
        Origin(site: "a new one", passes: false),
        Origin(site: "same-origin", origin: "https://evil.example", passes: true),
        Origin(site: "cross-site", origin: "https://app.example", passes: false),
        // Without it, Origin does.
        Origin(passes: true),
        Origin(site: "", passes: true),
        Origin(origin: "", passes: true),
        Origin(site: "", origin: "https://evil.example", passes: false),
        Origin(origin: "https://app.example", passes: true),
        Origin(origin: "http://app.example", passes: true),
        Origin(origin: "https://app.example", host: "App.Example", passes: true),
        Origin(origin: "https://app.example:8443", passes: false),
        Origin(origin: "https://app.example:8443", host: "app.example:8443", passes: true),
        Origin(origin: "https://app.example", host: "app.example:8443", passes: false),
        Origin(origin: "https://app.example.evil.example", passes: false),
        Origin(origin: "https://sub.app.example", passes: false),
        Origin(origin: "https://evil.example://app.example", passes: false),
        Origin(origin: "app.example", passes: false),
        Origin(origin: "null", passes: false),
        // A trusted one passes in any case.
        Origin(origin: "https://sso.example", passes: true),
        Origin(site: "cross-site", origin: "https://sso.example", passes: true),
        Origin(site: "same-site", origin: "https://sso.example", passes: true),
        Origin(origin: "http://sso.example", passes: false),
        Origin(origin: "https://sso.example:8443", passes: false),
        Origin(origin: "https://SSO.example", passes: false),
    ]

    private static let middleware = CrossOriginProtectionMiddleware(
        trustedOrigins: ["https://sso.example"], exempting: ["/hooks/**", "/hooks/**", "/:user/in"])

    private static func fields(_ origin: Origin) throws -> HTTPFields {
        var fields = HTTPFields()
        fields[try #require(HTTPField.Name("Host"))] = origin.host
        fields[try #require(HTTPField.Name("Sec-Fetch-Site"))] = origin.site
        fields[.origin] = origin.origin
        return fields
    }

    private static func passes(
        _ origin: Origin, _ method: HTTPRequest.Method = .post, _ target: String = "/notes"
    ) throws -> Bool {
        var request = Request(method: method, target: target, headers: try fields(origin))
        var context = Context()
        do throws(HTTPError) {
            _ = try middleware.receive(&request, &context)
            return true
        } catch {
            #expect(error.status == .forbidden)
            return false
        }
    }

    @Test(arguments: origins) func knowsPagesOfOtherOrigins(_ origin: Origin) throws {
        let other = try #require(HTTPRequest.Method("PURGE"))
        for method in [.post, .put, .patch, .delete, other] {
            let passes = try Self.passes(origin, method)
            #expect(passes == origin.passes)
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .options])
    func letsSafeMethodsPass(_ method: HTTPRequest.Method) throws {
        let passes = try Self.passes(
            Origin(site: "cross-site", origin: "https://evil.example", passes: true), method)
        #expect(passes)
    }

    @Test(arguments: [
        ("/hooks/payment", true), ("/hooks/a/b?c=d", true), ("/h%6foks/payment", true),
        ("/ann/in", true), ("/hooks", false), ("/hook", false), ("/hooks/../notes", false),
        ("/hooks/%2e%2e/notes", false), ("//hooks/payment", false), ("/ann/in/", false),
        ("/notes?/hooks/payment", false),
    ])
    func exemptsTheRoutesOfItsPatterns(_ target: String, _ isExempt: Bool) throws {
        let evil = Origin(site: "cross-site", origin: "https://evil.example", passes: false)
        let passes = try Self.passes(evil, .post, target)
        #expect(passes == isExempt)
    }

    /// Its 403 is rendered as any error, and what a POST means by its override is not safe.
    @Test(arguments: TestTransport.allCases)
    func worksAmongOthers(_ transport: TestTransport) async throws {
        var router = Router()
        router.add(middleware: ErrorPagesMiddleware())
        router.add(middleware: MethodOverrideMiddleware())
        router.add(middleware: CrossOriginProtectionMiddleware())
        router.delete("/notes/:id") { _, _ in HTTPResponse.Status.noContent }
        try await router.test(transport) { client in
            let own = try #require(HTTPField.Name("X-HTTP-Method-Override"))
            var headers: HTTPFields = [.origin: "http://localhost", .accept: "application/json"]
            headers[own] = "DELETE"
            let passed = try await client.post("/notes/1", headers: headers)
            #expect(passed.status == .noContent)
            headers[.origin] = "http://evil.example"
            let refused = try await client.post("/notes/1", headers: headers)
            #expect(refused.status == .forbidden)
            #expect(refused.headers[.contentType] == "application/problem+json")
            #expect(refused.text.contains("a page of another origin"))
        }
    }

    @Test func originsThatNoBrowserSendsAreTheMistakeOfTheProgrammer() async {
        await #expect(processExitsWith: .failure) {
            _ = CrossOriginProtectionMiddleware(trustedOrigins: ["https://a.example/"])
        }
        await #expect(processExitsWith: .failure) {
            _ = CrossOriginProtectionMiddleware(trustedOrigins: ["null"])
        }
        await #expect(processExitsWith: .failure) {
            _ = CrossOriginProtectionMiddleware(trustedOrigins: ["https://a.example:443"])
        }
    }
}
