// SPDX-License-Identifier: Apache-2.0

/// A handler with middleware around it.
struct WrappedHandler: Sendable {
    let layer: MiddlewareGroup.Layer
    /// The router within.
    let router: Router?
    /// Whether a plain handler is within.
    let isPlain: Bool
}

extension Handler {
    /// This handler with `group` around it.
    ///
    /// The first middleware of the group is the outermost, and all of it is outside of what is around the
    /// handler already. Routes that run on the loop pass by it, see ``HandlerThread/loop``.
    public func wrapped(in group: MiddlewareGroup) -> Handler {
        guard !group.isEmpty else { return self }
        let layer = group.layer { [self] request, context in begin(request, context) }
        var handler = Handler(
            kind: .wrapped(
                WrappedHandler(layer: layer, router: router, isPlain: isPlain))
        )
        handler.bodyPolicy = bodyPolicy
        return handler
    }

    /// This handler with `middleware` around it.
    public func wrapped(in middleware: some Middleware) -> Handler {
        var group = MiddlewareGroup()
        group.add(middleware)
        return wrapped(in: group)
    }

    /// The router that is called in the end.
    var router: Router? {
        switch kind {
        case .plain, .async: nil
        case .router(let router): router
        case .wrapped(let wrapped): wrapped.router
        }
    }

    /// That router, if some of its routes run on the loop.
    var loopRouter: Router? { router.flatMap { $0.hasLoopRoutes ? $0 : nil } }

    /// Runs a plain handler to its end, and says what is left to do of an async one.
    func begin(_ request: Request, _ context: Context) -> MiddlewareGroup.HandlerStep {
        switch kind {
        case .plain(let body):
            do {
                return .done(HandlerOutcome(response: try body(request, context)))
            } catch {
                return .done(HandlerOutcome(error, request, context))
            }
        case .async(let body):
            return .suspends {
                do {
                    return HandlerOutcome(response: try await body(request, context))
                } catch {
                    return HandlerOutcome(error, request, context)
                }
            }
        case .router(let router):
            return Self.begin(router, request, context)
        case .wrapped(let wrapped):
            return wrapped.layer(request, context)
        }
    }

    private static func begin(
        _ router: Router, _ request: Request, _ context: Context
    ) -> MiddlewareGroup.HandlerStep {
        switch router.match(request.method, request.path) {
        case .found(let handler, let parameters):
            var context = context
            context.parameters = parameters
            context.noteRoute()
            return handler.begin(request, context)
        case .answer(let error):
            return .done(HandlerOutcome(error, request, context))
        }
    }
}

extension Router {
    /// Adds `middleware` around all routes, also those that are added later, and around the answers to
    /// requests that no route is for.
    ///
    /// The first one is the outermost: it receives a request first, before a route is looked for, and
    /// responds last. Routes that run on the loop pass by it, see ``HandlerThread/loop``.
    public mutating func add(middleware: some Middleware) {
        self.middleware.add(middleware)
    }
}
