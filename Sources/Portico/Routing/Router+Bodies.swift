// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes

// Routes that say how the bodies of their requests are received.

extension Router {
    /// Adds a route whose handler runs on a Worker, and whose bodies are received as `policy` says.
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet.
    public mutating func on<Answer: ResponseGenerator>(
        _ method: HTTPRequest.Method, _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        add(Handler(body: policy, body), method, pattern)
    }

    /// Adds a route whose handler runs as a task on the pool, and whose bodies are received as `policy`
    /// says.
    ///
    /// - Precondition: The pattern begins with `/`, and the route is not there yet.
    public mutating func on<Answer: ResponseGenerator>(
        _ method: HTTPRequest.Method, _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        add(Handler(body: policy, body), method, pattern)
    }

    /// Adds a POST route whose handler runs on a Worker, and whose bodies are received as `policy` says.
    public mutating func post<Answer: ResponseGenerator>(
        _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.post, pattern, body: policy, body)
    }

    /// Adds a POST route whose handler runs as a task on the pool, and whose bodies are received as
    /// `policy` says.
    public mutating func post<Answer: ResponseGenerator>(
        _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.post, pattern, body: policy, body)
    }

    /// Adds a PUT route whose handler runs on a Worker, and whose bodies are received as `policy` says.
    public mutating func put<Answer: ResponseGenerator>(
        _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        on(.put, pattern, body: policy, body)
    }

    /// Adds a PUT route whose handler runs as a task on the pool, and whose bodies are received as
    /// `policy` says.
    public mutating func put<Answer: ResponseGenerator>(
        _ pattern: String, body policy: BodyPolicy,
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        on(.put, pattern, body: policy, body)
    }

    // MARK: On the loop thread

    /// The handler for a request, if its bodies have a policy.
    ///
    /// Most requests are for other routes: they are told by the small tree alone.
    func handlerWithBodyPolicy(_ method: HTTPRequest.Method, _ path: String) -> Handler? {
        guard let bodyTree, let path = PathComponents(path),
            case .endpoint = find(path, method, in: bodyTree),
            case .endpoint(let endpoint, _) = find(path, method, in: tree),
            endpoint.handler.bodyPolicy != nil
        else { return nil }
        return endpoint.handler
    }
}
