// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import TestSupport

/// Writes down when each step runs.
struct Witness: Middleware {
    let name: String
    let journal: Journal<String>

    func receive(_ request: inout Request, _ context: inout Context) -> MiddlewareStep<Int> {
        journal.write("\(name) receives")
        return .next(name.utf8.count)
    }

    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Int
    ) {
        let error = outcome.error.map { " for \($0)" } ?? ""
        journal.write("\(name) responds \(outcome.response.status.code)\(error)")
        // Of a plain handler, there is no task to be in.
        if let field = HTTPField.Name("X-\(name)") {
            outcome.response.headers[field] = Task.basePriority == nil ? "thread" : "task"
        }
    }
}

/// Answers 401 to whoever does not have the word, before the handler.
struct Authentication: Middleware {
    let word: String

    func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        guard let value = request.value(of: .authorization) else {
            return .answer(
                Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"]))
        }
        guard value == "Bearer \(word)" else { throw HTTPError(.forbidden, message: "wrong word") }
        return .next()
    }
}

/// Answers preflights, and lets one origin read the answers to everything else.
struct CORS: Middleware {
    let origin: String

    func receive(
        _ request: inout Request, _ context: inout Context
    ) -> MiddlewareStep<Void> {
        guard request.method == .options,
            request.value(of: .accessControlRequestMethod) != nil
        else { return .next() }
        return .answer(
            Response(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: origin, .accessControlAllowMethods: "GET, POST",
                ]))
    }

    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        outcome.response.headers[.accessControlAllowOrigin] = origin
        outcome.response.headers[.vary] = "Origin"
    }
}

/// An error that no client may read of.
struct Secret: Error {}

/// Has an answer to one kind of error.
struct Rescue: Middleware {
    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        guard outcome.error is Secret else { return }
        outcome = HandlerOutcome(response: Response(status: .conflict, body: "rescued\n"))
    }
}
