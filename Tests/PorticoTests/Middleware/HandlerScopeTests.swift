// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport
import Testing

/// Shows the path of its request in a task-local value.
private struct Marking: HandlerScope {
    @TaskLocal static var mark = "none"
    let ends = Journal<String>()

    func begin(_ request: Request, _ context: Context) -> String { request.path }

    func within<Result>(_ state: String, _ body: () -> Result) -> Result {
        Self.$mark.withValue(state) { body() }
    }

    func within<Result>(_ state: String, _ body: () async -> Result) async -> Result {
        await Self.$mark.withValue(state) { await body() }
    }

    func end(
        _ state: String, _ outcome: HandlerOutcome, _ request: Request, _ context: Context
    ) {
        ends.write("\(state) \(outcome.response.status.code) \(Self.mark)")
    }
}

/// Answers with the mark that it sees.
private struct Answering: Middleware {
    func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<Void> {
        request.path == "/middleware"
            ? .answer(Response(body: ResponseBody(Marking.mark))) : .next()
    }
}

extension ServerTests {
    @Suite struct HandlerScopeTests {
        @Test(arguments: [TestEngine.pool, .inline, .dispatchQueue])
        func showsItsTaskLocalValuesToAllThatIsWithin(_ engine: TestEngine) async throws {
            let scope = Marking()
            var router = Router()
            router.add(scope: scope)
            router.add(middleware: Answering())
            router.get("/plain") { _, _ in Marking.mark }
            router.get("/async") { _, _ in
                await Task.yield()
                return Marking.mark
            }
            router.get("/fails") { _, _ -> String in throw HTTPError(.gone) }
            try await withServer(engine, handler: Handler(router)) { test in
                for path in ["/plain", "/async", "/middleware"] {
                    let reply = try test.get(path)
                    #expect(reply.text == path)
                }
                #expect(try test.get("/fails").status == 410)
            }
            #expect(
                scope.ends.entries == [
                    "/plain 200 none", "/async 200 none", "/middleware 200 none",
                    "/fails 410 none",
                ])
        }
    }
}
