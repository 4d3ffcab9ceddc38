// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Portico
import Synchronization

/// Tells load balancers whether to send requests here.
final class Health: Sendable {
    private let question = AtomicLazyReference<Question>()

    private final class Question: Sendable {
        let isReady: @Sendable () -> Bool
        init(_ isReady: @escaping @Sendable () -> Bool) { self.isReady = isReady }
    }

    /// Has `isReady` say what the answer is; until then it is no.
    func ask(_ isReady: @escaping @Sendable () -> Bool) {
        _ = question.storeIfNil(Question(isReady))
    }

    func answer(_ request: Request) -> Response {
        guard request.method == .get || request.method == .head else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        guard question.load()?.isReady() == true else {
            return Response(status: .serviceUnavailable, body: "draining\n")
        }
        return Response(body: "ready\n")
    }
}
