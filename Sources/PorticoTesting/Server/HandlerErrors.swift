// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import PorticoPool

/// Takes what handlers throw to the responses that came of it.
///
/// The outermost middleware of a server under test: it gives the error a number in a field of the response,
/// and the client takes the field out again.
final class HandlerErrors: Middleware {
    private static let field = HTTPField.Name("Portico-Test-Error")
    private let errors = Guarded<[any Error]>([])

    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: Void
    ) {
        guard let error = outcome.error, !(error is HTTPError), let field = Self.field else {
            return
        }
        let number = errors.withLock { errors in
            errors.append(error)
            return errors.count - 1
        }
        outcome.response.headers[field] = "\(number)"
    }

    /// Takes the field out of `headers`, and returns the error that it stands for.
    func take(from headers: inout HTTPFields) -> (any Error)? {
        guard let field = Self.field, let value = headers[field], let number = Int(value) else {
            return nil
        }
        headers[field] = nil
        return errors.withLock { $0.indices.contains(number) ? $0[number] : nil }
    }
}
