// SPDX-License-Identifier: Apache-2.0
public import PorticoPool

/// Where handlers run.
///
/// The same handlers and the same replies over each: what differs is what a slow handler holds up.
public struct Engine: Sendable {
    enum Kind: Sendable {
        case pool(workers: Int)
        case inline
        case executor(any JobExecutor)
    }

    let kind: Kind
    /// How many event bases accept and parse, each on a thread of its own.
    public let loops: Int

    /// A native thread pool: a slow handler holds up one Worker, and nothing else while others are free.
    ///
    /// As many handlers can block at a time as there are `workers`, 1 to
    /// ``PorticoPool/ThreadPool/maxSize``. One loop feeds many Workers; several of the `loops` share the
    /// port with SO_REUSEPORT.
    public static func pool(workers: Int, loops: Int = 1) -> Engine {
        Engine(kind: .pool(workers: workers), loops: loops)
    }

    /// libevent's own threading: handlers run on the loop, as many at a time as there are loops.
    ///
    /// The cheapest way to run handlers that never block; one that does holds up every client of its
    /// loop. An async handler begins on the loop and goes on, after its first suspension, on Swift's global
    /// executor.
    public static func inline(loops: Int = 1) -> Engine {
        Engine(kind: .inline, loops: loops)
    }

    /// Anything else that can run jobs.
    ///
    /// The caller owns it, and shuts it down after the server.
    ///
    /// Async handlers run on it if it is a `TaskExecutor` too, on Swift's global executor otherwise.
    public static func executor(_ executor: any JobExecutor, loops: Int = 1) -> Engine {
        Engine(kind: .executor(executor), loops: loops)
    }
}
