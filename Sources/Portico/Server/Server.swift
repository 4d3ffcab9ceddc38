// SPDX-License-Identifier: Apache-2.0
package import Libevent
public import Logging
import PorticoPool
public import ServiceLifecycle

/// An HTTP/1.1 server: evhttp listens and parses, and the ``Engine`` runs the handlers.
///
/// ```swift
/// let server = Server(configuration: .init(address: .hostname("127.0.0.1", port: 7878))) { _, _ in
///     "Hello, world!\n"
/// }
/// try await server.runService()
/// ```
/// All methods may be called from any thread. A server starts once.
///
/// ## Topics
/// ### Making a server
/// - ``init(configuration:logger:handler:)``
/// ### Running it
/// - ``run()``
/// - ``runService()``
/// - ``runBlocking()``
/// - ``start()``
/// - ``address``
/// - ``addresses``
/// - ``isReady``
/// - ``statistics``
/// ### Ending it
/// - ``shutdown()``
/// - ``waitUntilStopped()``
public final class Server: Service {
    /// What the server was made with.
    public let configuration: Configuration
    package let handler: Handler
    /// Only queues lines while the server runs: its log handler may block.
    let logger: Logger
    package let ownLogger: Logger
    private let log = ServerLog()
    let life: ServerLife

    /// Makes a server for any ``Handler``: a router, or a closure that was wrapped before.
    ///
    /// While the server runs, a thread of its own calls the log handler of `logger`, which may block. The
    /// end of the server waits a second for it, no longer.
    public init(
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "portico"),
        handler: Handler
    ) {
        self.configuration = configuration
        ownLogger = logger
        self.logger = log.logger(over: logger)
        self.handler = handler
        life = ServerLife(configuration) { [logger = self.logger] calls, loops in
            for call in calls {
                logger.error(
                    "a handler still runs after the drain deadline, and is left behind",
                    metadata: call.metadata("handler"))
            }
            guard loops > 0 else { return }
            logger.error(
                "a handler holds up its loop after the drain deadline, and both are left behind",
                metadata: ["loops": "\(loops)"])
        }
    }

    // MARK: From any thread: running

    /// Serves until it has been told to end and has drained; `ServiceLifecycle`'s entry point.
    ///
    /// Graceful shutdown of a service group, cancellation of the task and ``shutdown()`` drain the
    /// server. Signals are the group's: see ``Configuration/handlesSignals``.
    ///
    /// - Throws: ``ServerError`` when it cannot start, or a loop could not go on.
    public func run() async throws {
        try await run(handlingSignals: configuration.handlesSignals ?? false)
    }

    /// Serves like ``run()`` in a program that has no service group: SIGINT, SIGTERM and SIGHUP drain the
    /// server, too.
    ///
    /// - Throws: ``ServerError`` when it cannot start, or a loop could not go on.
    public func runService() async throws {
        try await run(handlingSignals: configuration.handlesSignals ?? true)
    }

    /// Serves like ``run()``, and calls `whenListening` first, when connections are accepted.
    package func run(whenListening: (SocketAddress) async -> Void) async throws {
        try await run(handlingSignals: configuration.handlesSignals ?? false, whenListening)
    }

    private func run(
        handlingSignals: Bool, _ whenListening: (SocketAddress) async -> Void = { _ in }
    ) async throws {
        try start(handlingSignals: handlingSignals)
        if let address { await whenListening(address) }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withCheckedContinuation { continuation in
                    life.whenStopped { continuation.resume() }
                }
            } onGracefulShutdown: {
                self.shutdown()
            }
        } onCancel: {
            shutdown()
        }
        life.joinThreads()
        log.end()
        try throwFailure()
    }

    /// Serves on threads of its own and blocks the calling one until the server has drained.
    public func runBlocking() throws(ServerError) {
        try start()
        waitUntilStopped()
        try throwFailure()
    }

    /// Throws why a loop could not go on, if one could not.
    package func throwFailure() throws(ServerError) {
        if let failure = life.failure { throw ServerError(failure) }
    }

    /// Starts to serve and returns as soon as connections are accepted.
    ///
    /// A server that was told to end before it was started does not serve, and has ended.
    ///
    /// - Throws: ``ServerError``; then nothing of the server is left, and it may be started again.
    public func start() throws(ServerError) {
        try start(handlingSignals: configuration.handlesSignals ?? true)
    }

    /// Starts like ``start()``, on one loop that has no port: clients need the name that is returned.
    package func startLocally() throws(ServerError) -> LocalName? {
        var name: LocalName?
        try start(handlingSignals: false) { () throws(ServerError) in
            let socket = try ServerSockets.makeLocal()
            name = socket.name
            return [[socket.socket]]
        }
        return name
    }

    private func start(handlingSignals: Bool) throws(ServerError) {
        try start(handlingSignals: handlingSignals) { () throws(ServerError) in
            try ServerSockets.bind(
                configuration.addresses, loops: configuration.engine.loops,
                isShared: configuration.sharesPort)
        }
    }

    private func start(
        handlingSignals: Bool, binding bind: () throws(ServerError) -> [[ListeningSocket]]
    ) throws(ServerError) {
        switch life.begin() {
        case .first: break
        case .ended: return
        case .again: throw .alreadyStarted
        }
        let libeventLog = makeLibeventLog()
        do throws(ServerError) {
            try configuration.check()
            try startLog()
            life.whenStopped { [log] in
                libeventLog.close()
                log.close()
            }
            try startServing(libeventLog, handlingSignals: handlingSignals, binding: bind)
        } catch {
            life.abandonStart()
            libeventLog.close()
            log.end()
            throw error
        }
        logger.debug("listening", metadata: ["addresses": "\(addressText)"])
        if logger.logLevel <= .debug, let table = handler.routeTable {
            logger.debug("routes:\n\(table)")
        }
    }

    /// Where the server listens, with the port that it really has; nil before ``start()``.
    ///
    /// The first of ``addresses``.
    public var address: SocketAddress? { addresses.first }

    /// All addresses where the server listens, every loop on each; empty before ``start()``.
    ///
    /// Those of ``Configuration/addresses``, in their order. A host name may have several: `localhost` has one of
    /// IPv4 and one of IPv6 on most machines.
    public var addresses: [SocketAddress] { life.addresses.map { SocketAddress($0) } }

    /// Whether the server accepts connections and has not been told to end.
    ///
    /// What a health check asks for; see ``Configuration/drainDelay``.
    public var isReady: Bool { life.readiness.isReady }

    /// Blocks until the server has drained and all its threads have ended; at once if it never ran.
    ///
    /// Handlers that do not end are left behind: see ``Configuration/drainDeadline``. A log that is not
    /// read is waited for one second. Must not be called from a handler: the server waits for that one.
    public func waitUntilStopped() {
        life.waitUntilStopped()
        life.joinThreads()
        log.end()
    }

    /// Begins to drain, and returns at once.
    ///
    /// The server stops accepting, answers what it has accepted and closes each connection after its
    /// reply, idle ones at once; then it ends. One that has not been started ends as it starts. Does
    /// nothing when it is draining or has ended.
    public func shutdown() {
        life.drain()
    }

    /// What the loops did and what they left open, once the server has stopped.
    package var figures: FrontFigures { life.figures }

    // MARK: From any thread: starting

    private var addressText: String {
        addresses.map(\.description).joined(separator: ", ")
    }

    private func startLog() throws(ServerError) {
        do throws(PosixError) {
            try log.start(ownLogger)
        } catch {
            throw ServerError(error)
        }
    }

    private func makeLibeventLog() -> LibeventLog {
        LibeventLog { [logger, life] severity, line in
            let addresses = life.addresses.map(\.description).joined(separator: ", ")
            logger.log(
                level: severity.level, "libevent: \(line)", metadata: ["server": "\(addresses)"])
        }
    }

    /// Binds everything first, with one set of sockets per loop.
    private func startServing(
        _ libeventLog: LibeventLog, handlingSignals: Bool,
        binding bind: () throws(ServerError) -> [[ListeningSocket]]
    ) throws(ServerError) {
        let sockets = try bind()
        let executor: (any JobExecutor)?
        do throws(ServerError) {
            executor = try makeExecutor()
            if handlingSignals { try handleSignals() }
        } catch {
            for socket in sockets.joined() { socket.close() }
            throw error
        }
        life.keep { $0.files = sockets[0].compactMap(\.file) }
        try startLoops(on: sockets, executor, libeventLog)
        life.listens(at: sockets[0].map(\.address))
    }

    /// What runs the handlers; nil means the loops do.
    private func makeExecutor() throws(ServerError) -> (any JobExecutor)? {
        switch configuration.engine.kind {
        case .inline: return nil
        case .executor(let executor):
            guard !executor.mayBlockCaller else { throw .executorMayBlock }
            return executor
        case .pool(let workers):
            do throws(PoolCreationError) {
                var pooling = ThreadPool.Configuration(size: workers)
                // The pool refuses a number of Workers that makes no sense.
                pooling.capacity =
                    configuration.limits.maxQueuedRequests
                    ?? 64 * min(max(workers, 1), ThreadPool.maxSize)
                let pool = try ThreadPool.build(pooling)
                life.keep { $0.pool = pool }
                return pool
            } catch {
                throw .pool(error)
            }
        }
    }

    private func handleSignals() throws(ServerError) {
        do throws(LibeventError) {
            let id = try SignalThread.shared.listen(onHangUp: configuration.onHangUp) {
                [self] in shutdown()
            }
            life.keep { $0.signalID = id }
        } catch {
            throw ServerError(error)
        }
    }

    private func startLoops(
        on sockets: [[ListeningSocket]], _ executor: (any JobExecutor)?,
        _ libeventLog: LibeventLog
    ) throws(ServerError) {
        let counts = configuration.limits.makeConnectionCounts()
        let (canceller, writers) = (TaskCanceller(), WriterThreads())
        let observers = try startObservers(sockets)
        life.keep { ($0.canceller, $0.writers, $0.observers) = (canceller, writers, observers) }
        let watchdog = Watchdog(life.manager, loops: sockets.count)
        do throws(LibeventError) {
            try life.startLoops(sockets.count) { index throws(PosixError) in
                let blueprint = ServerLoop.Blueprint(
                    index: index, sockets: sockets[index], configuration: configuration,
                    handler: handler, logger: logger, executor: executor,
                    connectionCounts: counts, libeventLog: libeventLog,
                    isReady: { [readiness = life.readiness] in readiness.isReady },
                    calls: life.calls,
                    canceller: canceller, writers: writers, watchdog: watchdog,
                    observers: observers)
                do throws(PosixError) {
                    return try PosixThread(name: "portico-loop-\(index)") { [self] in
                        libeventLog.whileRunning { runLoop(blueprint) }
                    }
                } catch {
                    for socket in sockets[index...].joined() { socket.close() }
                    throw error
                }
            }
        } catch {
            throw ServerError(error)
        }
    }

    // MARK: On the loop thread

    private func runLoop(_ blueprint: ServerLoop.Blueprint) {
        var isReady = false
        do throws(LibeventError) {
            let loop = try ServerLoop(blueprint)
            isReady = true
            life.loopIsReady(loop.mailbox, loop.counters)
            life.loopHasEnded(try loop.run())
        } catch {
            logger.critical("a loop cannot run", metadata: ["error": "\(error)"])
            life.loopHasFailed(error, wasReady: isReady)
        }
    }
}

extension Server {
    /// Makes a server whose handler runs on a Worker and may block it.
    public convenience init<Answer: ResponseGenerator>(
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "portico"),
        handler: @escaping @Sendable (Request, Context) throws -> Answer
    ) {
        self.init(configuration: configuration, logger: logger, handler: Handler(handler))
    }

    /// Makes a server whose handler runs as a task on the pool.
    public convenience init<Answer: ResponseGenerator>(
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "portico"),
        handler: @escaping @Sendable (Request, Context) async throws -> Answer
    ) {
        self.init(configuration: configuration, logger: logger, handler: Handler(handler))
    }

    /// Makes a server that routes by method and path.
    public convenience init(
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "portico"),
        router: Router
    ) {
        self.init(configuration: configuration, logger: logger, handler: Handler(router))
    }
}

extension LibeventLog.Severity {
    fileprivate var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
