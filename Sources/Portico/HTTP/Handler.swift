// SPDX-License-Identifier: Apache-2.0

/// What answers requests: a closure, plain or async, or a router.
///
/// The compiler picks by the closure: without `await` it is a plain one, which runs straight on a
/// Worker and may block; with `await` it runs as a task on the pool.
public struct Handler: Sendable {
    typealias Plain = @Sendable (Request, Context) throws -> Response
    typealias Async = @Sendable (Request, Context) async throws -> Response

    enum Kind: Sendable {
        case plain(Plain)
        case async(Async)
        case router(Router)
        case wrapped(WrappedHandler)
    }

    let kind: Kind
    /// Where a plain one runs.
    var thread = HandlerThread.engine
    /// How the body is received; nil means whole, up to ``Limits/maxBodyBytes``.
    var bodyPolicy: BodyPolicy?

    /// A handler that runs on a Worker from beginning to end, and may block it.
    public init<Answer: ResponseGenerator>(
        _ body: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        kind = .plain { request, context in
            try body(request, context).response(from: request, context: context)
        }
    }

    /// A handler that runs as a task on the pool; while it is suspended it holds no Worker.
    public init<Answer: ResponseGenerator>(
        _ body: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        kind = .async { request, context in
            try await body(request, context).response(from: request, context: context)
        }
    }

    /// A handler that looks up another one by method and path.
    public init(_ router: Router) {
        self = Handler(kind: .router(router)).wrapped(in: router.middleware)
    }

    init(kind: Kind) {
        self.kind = kind
    }
}
