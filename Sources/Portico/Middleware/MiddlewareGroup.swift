// SPDX-License-Identifier: Apache-2.0

/// Middleware in the order in which it receives requests.
///
/// ```swift
/// var group = MiddlewareGroup()
/// group.add(Timing())
/// group.add(Authentication())
/// let guarded = handler.wrapped(in: group)
/// ```
public struct MiddlewareGroup: Sendable {
    /// Begins with a request; composed once, so that a request passes through plain calls.
    typealias Layer = @Sendable (Request, Context) -> HandlerStep

    /// How far a handler has come when its call returns.
    enum HandlerStep: Sendable {
        case done(HandlerOutcome)
        /// It is async: this is what is left to do, in a task.
        case suspends(@Sendable () async -> HandlerOutcome)
    }

    private var wraps: [@Sendable (@escaping Layer) -> Layer] = []

    /// Makes a group without any.
    public init() {}

    /// Whether there is none.
    public var isEmpty: Bool { wraps.isEmpty }

    /// Adds `middleware` within those that are there: it receives after them and responds before them.
    public mutating func add(_ middleware: some Middleware) {
        wraps.append { inner in
            { request, context in middleware.begin(request, context, around: inner) }
        }
    }

    /// Adds what makes a layer around another.
    mutating func add(_ wrap: @escaping @Sendable (@escaping Layer) -> Layer) {
        wraps.append(wrap)
    }

    /// Adds all of `group`, in its order, within those that are there.
    public mutating func add(contentsOf group: MiddlewareGroup) {
        wraps += group.wraps
    }

    /// `inner` with all of them around it.
    func layer(around inner: @escaping Layer) -> Layer {
        wraps.reversed().reduce(inner) { layer, wrap in wrap(layer) }
    }
}

extension Middleware {
    /// Runs the first step, what is within, and the second step; the last in a task if need be.
    fileprivate func begin(
        _ request: Request, _ context: Context, around inner: MiddlewareGroup.Layer
    ) -> MiddlewareGroup.HandlerStep {
        var (request, context) = (request, context)
        let state: State
        do {
            switch try receive(&request, &context) {
            case .answer(let response): return .done(HandlerOutcome(response: response))
            case .next(let next): state = next
            }
        } catch {
            return .done(HandlerOutcome(error, request, context))
        }
        switch inner(request, context) {
        case .done(let outcome):
            return .done(finish(outcome, request, context, state))
        case .suspends(let rest):
            return .suspends { [self, request, context] in
                finish(await rest(), request, context, state)
            }
        }
    }

    private func finish(
        _ outcome: HandlerOutcome, _ request: Request, _ context: Context, _ state: State
    ) -> HandlerOutcome {
        var outcome = outcome
        do {
            try respond(&outcome, to: request, context, state)
            return outcome
        } catch {
            return HandlerOutcome(error, request, context)
        }
    }
}
