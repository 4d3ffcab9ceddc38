// SPDX-License-Identifier: Apache-2.0
import Libevent
import Logging
import PorticoPool

/// One loop with all that belongs to it; made, run and released on its own thread.
final class ServerLoop {
    /// What a loop is made from: values that may cross to its thread.
    struct Blueprint: Sendable {
        let index: Int
        /// One for each address of the server.
        let sockets: [ListeningSocket]
        let configuration: Configuration
        let handler: Handler
        let logger: Logger
        /// Where handlers run; nil means inline.
        let executor: (any JobExecutor)?
        /// Counts the connections of all loops.
        let connectionCounts: ConnectionCounts
        /// Receives what libevent says on the loop's thread.
        let libeventLog: LibeventLog
        /// Whether the server is ready, as ``Server/isReady`` says.
        let isReady: @Sendable () -> Bool
        /// Counts what is with handlers, over all loops.
        let calls: CallCount
        let canceller: TaskCanceller
        let writers: WriterThreads
        /// Nil when nobody asks whether the loop is stuck.
        var watchdog: Watchdog?
        /// Are told of each exchange; nil when there are none.
        var observers: ObserverThreads?
    }

    /// What is left of a loop that has ended.
    struct Outcome: Sendable {
        var figures = FrontFigures()
        /// The requests whose handlers have not ended.
        var unfinished: [UnfinishedCall] = []
    }

    /// The way to reach the loop from other threads.
    let mailbox: Mailbox<LoopMessage>
    /// What the loop counts, for any thread.
    let counters: LoopCounters
    private let loop: EventLoop
    private let front: HTTPFront
    private let dispatcher: Dispatcher
    /// Has the watchdog see that the loop goes round.
    private let watchdogEvent: Event?

    /// Sets everything up; connections are accepted as soon as ``run()`` is called.
    init(_ blueprint: Blueprint) throws(LibeventError) {
        let (loop, front) = try Self.open(blueprint)
        do throws(LibeventError) {
            (dispatcher, mailbox) = try Self.connect(blueprint, front)
            watchdogEvent = try Self.watch(blueprint, loop)
        } catch {
            front.close()
            throw error
        }
        self.loop = loop
        self.front = front
        counters = LoopCounters(front: front.counters, rejects: dispatcher.rejects)
        if let observers = blueprint.observers {
            front.onExchangeEnd = { [environment = dispatcher.environment] ended in
                observers.put(ExchangeRecord(ended, environment))
            }
        }
        let onDrain = blueprint.index == 0 ? blueprint.configuration.onDrain : nil
        front.onDrain = { [dispatcher] in
            dispatcher.scheduleDeadline()
            onDrain?()
        }
    }

    /// Has the watchdog see that `loop` goes round, if there is one.
    private static func watch(
        _ blueprint: Blueprint, _ loop: EventLoop
    ) throws(LibeventError) -> Event? {
        guard let watchdog = blueprint.watchdog else { return nil }
        let event = try Event(on: loop) { watchdog.loopGoesRound(blueprint.index) }
        event.schedule(every: watchdog.interval)
        return event
    }

    /// Makes what stands between the front and the handlers.
    private static func connect(
        _ blueprint: Blueprint, _ front: HTTPFront
    ) throws(LibeventError) -> (Dispatcher, Mailbox<LoopMessage>) {
        let configuration = blueprint.configuration
        let environment = HandlerEnvironment(
            logger: blueprint.logger, loop: blueprint.index,
            runsHandlersOnLoop: blueprint.executor == nil, proxies: configuration.trustedProxies,
            isObserved: blueprint.observers != nil, isReady: blueprint.isReady)
        let dispatcher = try Dispatcher(
            front: front, environment: environment, executor: blueprint.executor,
            loops: configuration.engine.loops,
            shared: Dispatcher.Shared(
                calls: blueprint.calls,
                maxConcurrentRequests: configuration.limits.maxConcurrentRequests,
                maxQueueWait: configuration.limits.maxQueueWait,
                drainDelay: configuration.drainDelay,
                drainDeadline: configuration.drainDeadline))
        let mailbox = try Mailbox<LoopMessage>(on: front.loop) { dispatcher.deliver($0) }
        dispatcher.attach(
            HandlerRunner(
                handler: blueprint.handler, environment: environment, mailbox: mailbox,
                taskExecutor: blueprint.executor as? any TaskExecutor,
                maxQueueWait: configuration.limits.maxQueueWait, calls: blueprint.calls,
                canceller: blueprint.canceller, writers: blueprint.writers,
                maxReplyBufferBytes: front.limits.maxReplyBufferBytes))
        return (dispatcher, mailbox)
    }

    /// Makes the loop and its front, which owns the sockets from then on.
    private static func open(_ blueprint: Blueprint) throws(LibeventError) -> (EventLoop, HTTPFront)
    {
        let loop: EventLoop
        let front: HTTPFront
        do throws(LibeventError) {
            loop = try EventLoop()
            let configuration = blueprint.configuration
            front = try HTTPFront(
                on: loop,
                limits: configuration.limits.front(
                    largestBodyBytes: blueprint.handler.largestBodyBytes),
                counts: blueprint.connectionCounts)
        } catch {
            for socket in blueprint.sockets { socket.close() }
            throw error
        }
        try listen(blueprint, front)
        return (loop, front)
    }

    /// Has `front` take over all sockets, or none.
    private static func listen(
        _ blueprint: Blueprint, _ front: HTTPFront
    ) throws(LibeventError) {
        for (index, socket) in blueprint.sockets.enumerated() {
            do throws(LibeventError) {
                // Closes the socket itself when it throws.
                try front.listen(on: socket, isShared: blueprint.configuration.sharesPort)
            } catch {
                for socket in blueprint.sockets[(index + 1)...] { socket.close() }
                front.close()
                throw error
            }
        }
    }

    /// Serves until the loop has been drained, and closes everything.
    ///
    /// - Returns: What was done; nothing may be open in it.
    func run() throws(LibeventError) -> Outcome {
        defer {
            mailbox.close()
            front.close()
        }
        try loop.run()
        dispatcher.dropPending()
        mailbox.close()
        front.close()
        return Outcome(figures: front.figures, unfinished: dispatcher.unfinished)
    }
}
