// SPDX-License-Identifier: Apache-2.0

/// Where the plain handler of a route runs.
public enum HandlerThread: Sendable, Hashable {
    /// Where the ``Engine`` runs handlers: on a Worker, if it has some.
    case engine

    /// On the loop that has received the request, before anything that waits for a Worker.
    ///
    /// For answers that are known at once, a health check most of all: it is answered while every Worker
    /// is busy and the queue is full. Meanwhile the loop does nothing else, for none of its clients. So
    /// such a handler reads no file, asks no database, takes no lock that is held for long, and is
    /// done within microseconds. ``Context/workerID`` is nil in it. ``Middleware`` may block, so the
    /// request passes by it, whatever the engine.
    case loop
}
