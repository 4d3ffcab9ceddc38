// SPDX-License-Identifier: Apache-2.0

/// How the requests of a test reach the handlers.
///
/// The same test gives the same replies with each: what differs is how much of the server takes part.
public enum TestTransport: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Middleware, routing, handlers and streams of bodies, with neither a socket nor a thread.
    ///
    /// A plain handler runs on the thread of the test, an async one in a task: in plain tests on the thread that
    /// waits for it, otherwise on Swift's global executor.
    /// Connections, deadlines, overload and the checks of what clients send do not take part.
    /// No Worker does either. A `WorkerLocal` makes values for the test: each serves handlers one after the
    /// other, on whatever thread they run, and is released when the test ends. What is bound to its thread needs
    /// ``wire`` or ``live``.
    case router

    /// The whole server, but for its port: the bytes pass through evhttp and the guard over a pair of local
    /// sockets.
    ///
    /// The server has one loop, whatever its engine says. Requests have the
    /// ``Portico/Request/remoteAddress`` of a unix socket.
    case wire

    /// The whole server, on a free port of 127.0.0.1.
    case live

    /// The name of the case.
    public var description: String { rawValue }
}
