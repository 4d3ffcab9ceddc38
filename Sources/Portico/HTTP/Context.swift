// SPDX-License-Identifier: Apache-2.0
import Libevent
public import Logging

/// What a handler may know besides the request: where and how it runs.
///
/// A value; any thread may have it. The logger and the id are made when they are asked for.
public struct Context: Sendable {
    let received: ReceivedRequest
    let environment: HandlerEnvironment

    /// What the route's pattern captured; empty without a router.
    public internal(set) var parameters = RouteParameters()

    /// Whether something around the handler wants to know the route.
    var wantsRoute = false

    /// What middleware has left for the handler.
    var values = ContextValues()

    /// The number of the Worker that runs the handler, or that began it if it is async; nil when no
    /// pool's Worker does.
    public let workerID: Int?

    /// How long the request waited for a Worker.
    public let queueWait: Duration

    /// Names this request in log lines and error replies; unique within a run of the server.
    public var requestID: String { environment.requestID(of: received.id) }

    /// The server's logger with `request-id` set.
    ///
    /// Logging never blocks: a thread of the server's calls the log handler. Lines that come faster than it
    /// writes are lost, and counted in a line of their own.
    public var logger: Logger {
        var logger = environment.logger
        logger[metadataKey: "request-id"] = "\(requestID)"
        return logger
    }

    /// Whether the server accepts connections and has not been told to end: what a health check answers.
    ///
    /// The same as ``Server/isReady``, from within a handler. See ``Configuration/drainDelay`` and
    /// ``HandlerThread/loop``.
    public var isReady: Bool { environment.isReady() }

    /// Whether the client has closed its side of the connection, so that it probably does not wait for the
    /// answer.
    ///
    /// Known at once, while the handler runs, unless the client sends more requests in advance, or
    /// closes its sending side together with its request: then it is taken to wait for a second. A client
    /// that only half-closed still gets the reply, whatever this says.
    public var isClientGone: Bool { received.isClientGone }

    /// Whether the handler runs, or begins, on the loop that has received the request.
    package var isOnLoop: Bool { environment.runsHandlersOnLoop }

    /// Notes which route was found, if an observer wants to know.
    func noteRoute() {
        if environment.isObserved || wantsRoute, let route = parameters.route {
            received.noteRoute(route)
        }
    }

    /// Throws `CancellationError` when the client has gone or the task was cancelled; call it between
    /// the steps of long work.
    public func checkCancellation() throws {
        if isClientGone { throw CancellationError() }
        try Task.checkCancellation()
    }
}

extension Context {
    /// A context without a server, to call a handler with.
    public init(logger: Logger = Logger(label: "portico"), isReady: Bool = true) {
        self.init(
            received: Request(target: "/").received,
            environment: HandlerEnvironment(logger: logger, loop: 0, isReady: { isReady }),
            workerID: nil,
            queueWait: .zero)
    }
}
