// SPDX-License-Identifier: Apache-2.0

/// Something that runs handlers within a scope of its own, so that they see its task-local values: a span, most of all.
///
/// ``Middleware`` has two steps and nothing around the handler; this has the handler within. What is within a scope
/// is everything that was added after it: middleware, handlers, other scopes. A body that is written while it is
/// sent is not: the scope ends when the response is made.
public protocol HandlerScope: Sendable {
    /// What the beginning leaves for the rest.
    associatedtype State: Sendable

    /// Begins the scope of a request. On the thread of the handler.
    func begin(_ request: Request, _ context: Context) -> State

    /// Calls `body` within the scope: a plain handler, or an async one until it is known to be one.
    func within<Result>(_ state: State, _ body: () -> Result) -> Result

    /// Calls `body` within the scope: an async handler, in its task.
    func within<Result>(_ state: State, _ body: () async -> Result) async -> Result

    /// Ends the scope. On the thread of a plain handler, or in the task of an async one.
    func end(_ state: State, _ outcome: HandlerOutcome, _ request: Request, _ context: Context)
}

extension MiddlewareGroup {
    /// Adds `scope` within what is there; what is added later is in the scope.
    public mutating func add(scope: some HandlerScope) {
        add { inner in { request, context in scope.run(request, context, around: inner) } }
    }
}

extension Router {
    /// Adds `scope` around all routes and what is added later, within the middleware that is there.
    ///
    /// Routes that run on the loop pass by it, as they do by middleware.
    public mutating func add(scope: some HandlerScope) {
        middleware.add(scope: scope)
    }
}

extension HandlerScope {
    fileprivate func run(
        _ request: Request, _ context: Context, around inner: MiddlewareGroup.Layer
    ) -> MiddlewareGroup.HandlerStep {
        var context = context
        context.wantsRoute = true
        let state = begin(request, context)
        switch within(state, { [context] in inner(request, context) }) {
        case .done(let outcome):
            end(state, outcome, request, context)
            return .done(outcome)
        case .suspends(let rest):
            return .suspends { [context] in
                let outcome = await within(state) { await rest() }
                end(state, outcome, request, context)
                return outcome
            }
        }
    }
}
