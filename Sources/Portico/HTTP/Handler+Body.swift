// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

extension Handler {
    /// A handler that runs on a Worker, and says how its bodies are received.
    ///
    /// ```swift
    /// let handler = Handler(body: .stream(maxBytes: 1 << 30)) { request, context in
    ///     var count = 0
    ///     while let chunk = try request.body.read() { count += chunk.count }
    ///     return "\(count) bytes\n"
    /// }
    /// ```
    public init<Answer: ResponseGenerator>(
        body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        self.init(body)
        bodyPolicy = policy
    }

    /// A handler that runs as a task on the pool, and says how its bodies are received.
    public init<Answer: ResponseGenerator>(
        body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        self.init(body)
        bodyPolicy = policy
    }

    // MARK: On the loop thread

    /// The router that is called in the end, if some of its routes have policies.
    var bodyRouter: Router? { router.flatMap { $0.largestBodyBytes == nil ? nil : $0 } }

    /// The largest body that a policy allows, in bytes; nil without policies.
    var largestBodyBytes: Int? { bodyRouter?.largestBodyBytes ?? bodyPolicy?.maxBytes }

    /// Whether it is a plain handler, with or without middleware.
    var isPlain: Bool {
        switch kind {
        case .plain: true
        case .async, .router: false
        case .wrapped(let wrapped): wrapped.isPlain
        }
    }

    /// The handler for a request, if its bodies have a policy.
    func withBodyPolicy(_ head: RequestHead) -> Handler? {
        guard let bodyRouter else { return bodyPolicy == nil ? nil : self }
        return bodyRouter.handlerWithBodyPolicy(HTTPRequest.Method(head), head.path)
    }
}
