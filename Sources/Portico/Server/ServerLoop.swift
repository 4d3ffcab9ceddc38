// SPDX-License-Identifier: Apache-2.0
import Glibc
import Libevent
import Logging
import PorticoPool

/// One loop with all that belongs to it; made, run and released on its own thread.
final class ServerLoop {
    /// What a loop is made from: values that may cross to its thread.
    struct Blueprint: Sendable {
        let index: Int
        let socket: ListeningSocket
        let configuration: Configuration
        let handler: Handler
        let logger: Logger
        /// Where handlers run; nil means inline.
        let executor: (any JobExecutor)?
    }

    /// The way to reach the loop from other threads.
    let mailbox: Mailbox<LoopMessage>
    private let loop: EventLoop
    private let front: HTTPFront
    private let dispatcher: Dispatcher
    private let drainDeadline: Event
    private let signals: [SignalSource]

    /// Sets everything up; connections are accepted as soon as ``run()`` is called.
    ///
    /// Loop 0 calls `onSignal` with the number for SIGINT and SIGTERM.
    init(
        _ blueprint: Blueprint, onSignal: @escaping (Int32) -> Void
    ) throws(LibeventError) {
        let configuration = blueprint.configuration
        let (loop, front) = try Self.open(blueprint)
        let environment = HandlerEnvironment(logger: blueprint.logger, loop: blueprint.index)
        let dispatcher = try Dispatcher(
            front: front, environment: environment, executor: blueprint.executor)
        let mailbox = try Mailbox<LoopMessage>(on: loop) { dispatcher.deliver($0) }
        dispatcher.attach(
            HandlerRunner(
                handler: blueprint.handler, environment: environment, mailbox: mailbox,
                taskExecutor: blueprint.executor as? any TaskExecutor,
                maxQueueWait: configuration.limits.maxQueueWait))
        let drainDeadline = try Event(on: loop) { dispatcher.giveUp() }
        let onDrain = blueprint.index == 0 ? configuration.onDrain : nil
        front.onDrain = {
            onDrain?()
            drainDeadline.schedule(every: configuration.drainDeadline)
        }
        let numbers = configuration.handlesSignals && blueprint.index == 0 ? [SIGINT, SIGTERM] : []
        signals = try numbers.map { number throws(LibeventError) in
            try SignalSource(number, on: loop, onSignal)
        }
        self.loop = loop
        self.front = front
        self.dispatcher = dispatcher
        self.mailbox = mailbox
        self.drainDeadline = drainDeadline
    }

    /// Makes the loop and its front, which owns the socket from then on.
    private static func open(_ blueprint: Blueprint) throws(LibeventError) -> (EventLoop, HTTPFront)
    {
        let loop: EventLoop
        let front: HTTPFront
        do throws(LibeventError) {
            loop = try EventLoop()
            front = try HTTPFront(on: loop, limits: blueprint.configuration.limits.front)
        } catch {
            blueprint.socket.close()
            throw error
        }
        try front.listen(on: blueprint.socket)
        return (loop, front)
    }

    /// Serves until the loop has been drained, and closes everything.
    ///
    /// - Returns: What was done; nothing may be open in it.
    func run() throws(LibeventError) -> FrontStatistics {
        defer {
            mailbox.close()
            front.close()
        }
        try loop.run()
        return front.statistics
    }
}
