// SPDX-License-Identifier: Apache-2.0

/// Something that works around handlers, plain and async ones alike.
///
/// It has two steps. `receive` comes before the handler: it may change the request, answer instead of the
/// handler, or throw. `respond` comes after it and may change everything about the answer. Both have a
/// default that does nothing.
///
/// ```swift
/// struct Timing: Middleware {
///     static let field = HTTPField.Name("X-Took-Milliseconds")
///
///     func receive(
///         _ request: inout Request, _ context: inout Context
///     ) -> MiddlewareStep<ContinuousClock.Instant> {
///         .next(.now)
///     }
///
///     func respond(
///         _ outcome: inout HandlerOutcome, to request: Request, _ context: Context,
///         _ start: ContinuousClock.Instant
///     ) {
///         let time = start.duration(to: .now) / .milliseconds(1)
///         if let field = Self.field { outcome.response.headers[field] = "\(time)" }
///     }
/// }
/// ```
/// Around a plain handler, both steps run on its Worker, with no task; around an async handler, the second
/// one runs in its task. Both may block. The first one that was added to a ``Router`` or a
/// ``MiddlewareGroup`` is the outermost: it receives first and responds last. A middleware whose first step
/// ran, and did not answer, gets every end of the handler, but for a trap.
public protocol Middleware: Sendable {
    /// What the first step leaves for the second; nothing unless you say otherwise.
    associatedtype State: Sendable = Void

    /// Runs before the handler.
    ///
    /// What it does to `request` and `context` is for the handler and for the middleware within this one.
    /// When it answers, they do not run, and neither does `respond` of this one. When it throws, the error
    /// is treated as a handler's.
    func receive(_ request: inout Request, _ context: inout Context) throws -> MiddlewareStep<State>

    /// Runs after the handler, whether it has returned or thrown.
    ///
    /// `request` and `context` are as this middleware passed them on. When it throws, the error takes the
    /// place of the outcome.
    func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: State
    ) throws
}

extension Middleware where State == Void {
    /// Goes on to the handler.
    public func receive(
        _ request: inout Request, _ context: inout Context
    ) throws -> MiddlewareStep<Void> {
        .next()
    }
}

extension Middleware {
    /// Leaves the outcome as it is.
    public func respond(
        _ outcome: inout HandlerOutcome, to request: Request, _ context: Context, _ state: State
    ) throws {}
}

/// What the first step of a middleware decides.
public enum MiddlewareStep<State: Sendable>: Sendable {
    /// The handler is to run; the second step gets the state.
    case next(State)
    /// This is the answer, and the handler does not run.
    case answer(Response)
}

extension MiddlewareStep where State == Void {
    /// The handler is to run.
    public static func next() -> MiddlewareStep { .next(()) }
}
