// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Testing

@testable import Portico

@Suite(.timeLimit(.minutes(1))) struct ProvidedMiddlewareTests {
    private struct User: Sendable {
        let name: String
    }

    private func answer(_ step: MiddlewareStep<Void>) -> Response? {
        if case .answer(let response) = step { response } else { nil }
    }

    @Test(arguments: [
        (nil, "Bearer"), ("Bearer", "Bearer"), ("Bearer ", "Bearer"), ("Basic abc", "Bearer"),
        ("Bearer a b", "Bearer"), ("Bearer no", #"Bearer error="invalid_token""#),
    ])
    func refusesWhoHasNoTokenThatItKnows(_ value: String?, _ challenge: String) throws {
        let bearer = BearerAuthenticationMiddleware { $0 == "yes" ? User(name: "ann") : nil }
        var request = Request(target: "/", headers: value.map { [.authorization: $0] } ?? [:])
        var context = Context()
        let response = try #require(answer(bearer.receive(&request, &context)))
        #expect(response.status == .unauthorized)
        #expect(response.headers[.wwwAuthenticate] == challenge)
        #expect(context[User.self] == nil)
    }

    @Test(arguments: ["Bearer yes", "bearer yes", "BEARER  yes"])
    func tellsWhoseTokenItIs(_ value: String) throws {
        let bearer = BearerAuthenticationMiddleware { $0 == "yes" ? User(name: "ann") : nil }
        var request = Request(target: "/", headers: [.authorization: value])
        var context = Context()
        #expect(try answer(bearer.receive(&request, &context)) == nil)
        #expect(context[User.self]?.name == "ann")
    }

    @Test func setsWhatTheHandlerHasNot() {
        let security = SecurityHeadersMiddleware(strictTransportSecurity: .seconds(60))
        var outcome = HandlerOutcome(
            response: Response(headers: [.contentSecurityPolicy: "default-src 'self'"]))
        security.respond(&outcome, to: Request(target: "/"), Context(), ())
        let headers = outcome.response.headers
        #expect(headers[.contentSecurityPolicy] == "default-src 'self'")
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.strictTransportSecurity] == "max-age=60")
        #expect(headers.contains { $0.name.rawName == "Referrer-Policy" })
    }

    @Test func namesTheRequest() throws {
        let context = Context()
        var outcome = HandlerOutcome(response: Response())
        RequestIDMiddleware().respond(&outcome, to: Request(target: "/"), context, ())
        let name = try #require(HTTPField.Name("X-Request-ID"))
        #expect(outcome.response.headers[name] == context.requestID)
    }

    @Test func answersTheOneTooMany() throws {
        let limit = RateLimitMiddleware(2, per: .seconds(3_600)) { request, _ in
            request.value(of: .from)
        }
        var context = Context()
        func ask(_ name: String?) -> Response? {
            var request = Request(target: "/", headers: name.map { [.from: $0] } ?? [:])
            return answer(limit.receive(&request, &context))
        }
        #expect(ask("ann") == nil)
        #expect(ask("ann") == nil)
        let refusal = try #require(ask("ann"))
        #expect(refusal.status == .tooManyRequests)
        let seconds = try #require(refusal.headers[.retryAfter].flatMap(Int.init))
        #expect((1_700...1_800).contains(seconds))
        #expect(ask("bob") == nil)
        for _ in 1...5 { #expect(ask(nil) == nil) }
    }
}

@Suite(.timeLimit(.minutes(1))) struct RateBucketTests {
    private let start = ContinuousClock.now

    @Test func givesABurstAndThenOneEachInterval() {
        let buckets = RateBuckets(count: 4, period: .seconds(8), maxKeys: 10)
        for _ in 1...4 { #expect(buckets.take("a", at: start) == nil) }
        #expect(buckets.take("a", at: start) == .seconds(2))
        // A refused one takes nothing.
        #expect(buckets.take("a", at: start) == .seconds(2))
        #expect(buckets.take("a", at: start + .seconds(1)) == .seconds(1))
        #expect(buckets.take("a", at: start + .seconds(2)) == nil)
        #expect(buckets.take("a", at: start + .seconds(2)) == .seconds(2))
        for _ in 1...4 { #expect(buckets.take("a", at: start + .seconds(60)) == nil) }
        #expect(buckets.take("a", at: start + .seconds(60)) == .seconds(2))
    }

    @Test func keepsNoMoreKeysThanItMay() {
        let buckets = RateBuckets(count: 2, period: .seconds(2), maxKeys: 100)
        _ = buckets.take("busy", at: start)
        _ = buckets.take("busy", at: start)
        for number in 0..<10_000 {
            _ = buckets.take("\(number)", at: start)
            #expect(buckets.count <= 100)
        }
        // Who asked most is remembered longest.
        #expect(buckets.take("busy", at: start) != nil)
        // Full buckets go first.
        for number in 0..<100 { _ = buckets.take("\(number)", at: start + .seconds(60)) }
        #expect(buckets.take("99", at: start + .seconds(60)) == nil)
        #expect(buckets.take("99", at: start + .seconds(60)) != nil)
    }
}
