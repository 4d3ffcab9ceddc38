// SPDX-License-Identifier: Apache-2.0

/// How a server is set up.
///
/// Change what you need; the rest has its default.
///
/// ## Topics
/// ### Where and how
/// - ``address``
/// - ``engine``
/// - ``limits``
/// - ``sharesPort``
/// ### Ending
/// - ``handlesSignals``
/// - ``drainDelay``
/// - ``drainDeadline``
/// - ``onDrain``
public struct Configuration: Sendable {
    /// Where to listen.
    ///
    /// Default: 127.0.0.1:8080.
    public var address: BindAddress

    /// Where handlers run.
    ///
    /// Default: a pool of four Workers behind one loop.
    public var engine: Engine

    /// What clients may ask for.
    public var limits: Limits

    /// Whether SIGINT and SIGTERM drain the server, and a second one ends the process at once with
    /// exit code 128 plus the signal's number.
    ///
    /// Default: true.
    ///
    /// Set it to false when something else handles signals, such as a `ServiceGroup` that was given
    /// `gracefulShutdownSignals`: libevent takes over the handlers of both signals while it runs.
    public var handlesSignals = true

    /// Whether other processes may listen on the same port at the same time (SO_REUSEPORT): the kernel
    /// spreads new connections over all of them.
    ///
    /// Default: false.
    ///
    /// It lets the next version of a program start before the last one has drained. No connection is lost
    /// to that; those that begin in the tenth of a second in which the old one closes its door may take a
    /// second longer, as their clients must send the first packet again.
    public var sharesPort = false

    /// How long the server serves on as before when it has been told to end, with ``Server/isReady``
    /// false.
    ///
    /// Default: zero.
    ///
    /// Set it to a little more than the interval of a load balancer's health checks, and let the
    /// handler that they ask answer 503 when ``Context/isReady`` is false: by the time connections are
    /// closed, nobody sends requests on them any more.
    public var drainDelay = Duration.zero

    /// How long draining may take before requests that are still open get 503.
    ///
    /// Default: 30 seconds.
    ///
    /// They are named in the log, twenty in a second, and the others counted. A handler that runs even longer cannot be stopped, in Swift; the
    /// pool waits one more second for handlers that ask ``Context/checkCancellation()``, and lets go of
    /// the threads of others, which end with the process.
    public var drainDeadline = Duration.seconds(30)

    /// Called once, on a loop thread, when the server begins to drain.
    ///
    /// Must not block.
    public var onDrain: (@Sendable () -> Void)?

    /// Makes a configuration; everything has its default.
    public init(
        address: BindAddress = .hostname("127.0.0.1", port: 8080),
        engine: Engine = .pool(workers: 4),
        limits: Limits = Limits()
    ) {
        self.address = address
        self.engine = engine
        self.limits = limits
    }
}
