// SPDX-License-Identifier: Apache-2.0

/// How a server is set up.
///
/// Change what you need; the rest has its default.
///
/// ## Topics
/// ### Where and how
/// - ``address``
/// - ``addresses``
/// - ``engine``
/// - ``limits``
/// - ``sharesPort``
/// - ``trustedProxies``
/// - ``notifiesServiceManager``
/// - ``observers``
/// ### Ending
/// - ``handlesSignals``
/// - ``onHangUp``
/// - ``drainDelay``
/// - ``drainDeadline``
/// - ``onDrain``
public struct Configuration: Sendable {
    /// Where to listen: the first of ``addresses``, and as a rule the only one.
    ///
    /// Default: 127.0.0.1:8080.
    public var address: BindAddress {
        get { addresses.first ?? .hostname("127.0.0.1", port: 8080) }
        set { addresses.replaceSubrange(addresses.prefix(1).indices, with: [newValue]) }
    }

    /// Everywhere to listen.
    ///
    /// Default: ``address`` alone.
    ///
    /// ```swift
    /// configuration.addresses = [
    ///     .hostname("127.0.0.1", port: 8080), .unixDomainSocket(path: "/run/app/http.sock"),
    /// ]
    /// ```
    /// All have the same handlers and limits. The server starts when it can listen on each, or not at all.
    public var addresses: [BindAddress]

    /// Where handlers run.
    ///
    /// Default: a pool of four Workers behind one loop.
    public var engine: Engine

    /// What clients may ask for.
    public var limits: Limits

    /// Whether SIGINT, SIGTERM and SIGHUP drain the server.
    ///
    /// Default: nil, which means yes in ``Server/runBlocking()``, ``Server/runService()`` and
    /// ``Server/start()``, and no in ``Server/run()``: that one is for a `ServiceGroup`, which has
    /// signals of its own, `gracefulShutdownSignals`. Only one of the two should listen to a signal: when
    /// a server drains by itself, its group reports an unexpected end.
    ///
    /// A second SIGINT or SIGTERM ends the process at once, with exit code 128 plus the signal's
    /// number. It counts as a second one when it comes more than a second after the first: a terminal
    /// signals every process of a job, and a parent (npm, make, a supervisor) often passes the same
    /// signal on. SIGHUP, which comes when a terminal is closed, only ever drains; where it is ignored, as
    /// under `nohup`, it stays so.
    public var handlesSignals: Bool?

    /// Called on SIGHUP instead of draining, where the server handles signals: to open log files again, for example.
    ///
    /// Default: nil, SIGHUP drains. It is called on the thread of the signals, and must not block. Where SIGHUP is
    /// ignored, as under `nohup`, it is not called.
    public var onHangUp: (@Sendable () -> Void)?

    /// Whether other processes may listen on the same port at the same time (SO_REUSEPORT): the kernel
    /// spreads new connections over all of them.
    ///
    /// Default: false.
    ///
    /// It lets the next version of a program start before the last one has drained. No connection is lost
    /// to that. Connections that begin in the tenth of a second in which the old server stops may take a
    /// second longer, as their clients must send the first packet again.
    ///
    /// A unix socket is for one process. With this, a new one takes its path over, and the old one serves on what
    /// has connected before.
    public var sharesPort = false

    /// The proxies that are believed about clients.
    ///
    /// Default: nil, nobody.
    public var trustedProxies: TrustedProxies?

    /// Whether systemd is told when the server is ready, when it begins to end, and that no loop is stuck
    /// (`Type=notify`, `WatchdogSec=`).
    ///
    /// Default: false.
    ///
    /// For one server of a process. Does nothing where `NOTIFY_SOCKET` is not set, and never waits.
    public var notifiesServiceManager = false

    /// Are told of every request that was answered: access logs and figures.
    ///
    /// Default: none, and then no request costs anything for it.
    public var observers: [any ExchangeObserver] = []

    /// How long the server serves on as before when it has been told to end, with ``Server/isReady``
    /// false.
    ///
    /// Default: zero.
    ///
    /// Set it to a little more than the interval of a load balancer's health checks, and let the
    /// handler that they ask answer 503 when ``Context/isReady`` is false: by the time connections are
    /// closed, no client sends requests on them any more.
    public var drainDelay = Duration.zero

    /// How long draining may take before requests that are still open get 503, half-received ones
    /// included.
    ///
    /// Default: 30 seconds.
    ///
    /// Each of them is named in the log, async handlers are cancelled, and plain ones are told by
    /// ``Context/checkCancellation()``. One more second is for clients to take what they are sent, and
    /// for handlers to end. Then the server has ended, whatever they do: replies that are cut off and
    /// handlers that are left behind are named in the log. A thread that runs such a handler ends
    /// with it, or with the process. This holds for handlers whose client has gone before, too.
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
        addresses = [address]
        self.engine = engine
        self.limits = limits
    }
}
