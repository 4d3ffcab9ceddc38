// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A request, copied out of the loop: all that a job knows of the connection it came on.
///
/// Made on the loop thread, read on any. What changes is atomic.
package final class ReceivedRequest: Sendable {
    package let id: ExchangeID
    package let head: RequestHead
    /// The body with its transfer coding removed; empty when it is streamed.
    package let body: [UInt8]
    /// The streamed body; nil when the body is there as a whole.
    package let streamedBody: IncomingBody?
    /// What a whole body is read from: made when it is asked for.
    private let wholeBody = AtomicLazyReference<IncomingBody>()
    package let remoteAddress: Endpoint
    /// When the whole request had come; of a streamed one, all but the body.
    package let receivedAt: ContinuousClock.Instant
    private let derived = AtomicLazyReference<Derived>()
    private let progress = RequestProgress()
    /// In nanoseconds; 0 where the handler has no deadline of its own.
    private let ownDeadline = Atomic<Int64>(0)
    /// What an observer is told of the handler.
    private let handling = HandlingNotes()

    /// What becomes of the handler, as ``claim()`` says.
    package enum Claim: Equatable {
        /// It is to be run.
        case run
        /// The exchange has ended, so it is not.
        case abandoned
        /// The client closed its side while the request waited, and has probably gone.
        case clientLeft
        /// This has been decided before.
        case taken
    }

    private final class Derived: Sendable {
        let value: any Sendable
        init(_ value: any Sendable) { self.value = value }
    }

    package init(
        id: ExchangeID, head: RequestHead, body: [UInt8], streamed: IncomingBody? = nil,
        remoteAddress: Endpoint
    ) {
        self.id = id
        self.head = head
        self.body = body
        self.remoteAddress = remoteAddress
        receivedAt = .now
        streamedBody = streamed
    }

    // MARK: From any thread

    /// What `make` makes of the request, made once and kept; always the same type for one request.
    package func derive<Value: Sendable>(_ make: () -> Value) -> Value {
        if let value = derived.load()?.value as? Value { return value }
        let value = make()
        return derived.storeIfNil(Derived(value)).value as? Value ?? value
    }

    /// What the body is read from, streamed or not.
    package var bodyToRead: IncomingBody {
        streamedBody ?? wholeBody.load() ?? wholeBody.storeIfNil(IncomingBody(whole: body))
    }

    /// Whether the client has closed its side, or the connection is gone altogether.
    package var isClientGone: Bool { progress.isClientGone }

    /// Whether no client can get a reply any more.
    package var isAbandoned: Bool { progress.isAbandoned }

    /// Whether it has been decided what becomes of the handler.
    package var isClaimed: Bool { progress.isClaimed }

    /// Decides, once, whether the handler is run.
    package func claim() -> Claim { progress.claim() }

    /// Calls `notify`, once, when no client waits for the handler any more; at once if that is so now.
    ///
    /// It is called on the loop thread, so it must not block. Once per request.
    package func whenNobodyWaits(_ notify: @escaping @Sendable () -> Void) {
        progress.observe(notify)
    }

    /// Takes back ``whenNobodyWaits(_:)``, as the handler has ended, and releases what it was given.
    package func stopWatchingClient() { progress.forgetObserver() }

    /// Has the loop answer in the handler's place when so much time has passed since ``receivedAt``, unless
    /// ``FrontLimits/handlerDeadline`` is over before.
    package func setHandlerDeadline(_ deadline: Duration) {
        // 30 years are for ever.
        let nanoseconds = min(max(1, deadline / .nanoseconds(1)), 1e18)
        ownDeadline.store(Int64(nanoseconds), ordering: .relaxed)
    }

    // MARK: For an observer, see HandlingNotes

    package var route: RouteName? { handling.route }
    package var queueWait: Duration? { handling.queueWait }
    package var runTime: Duration? { handling.runTime }

    /// Notes which route was found.
    package func noteRoute(_ route: RouteName) { handling.noteRoute(route) }

    /// Notes that the handler begins.
    package func noteBegin(after queueWait: Duration) { handling.noteBegin(after: queueWait) }

    /// Notes that the handler has ended, if it had begun.
    package func noteEnd() { handling.noteEnd(receivedAt: receivedAt) }

    // MARK: On the loop thread

    /// The handler's own deadline, once it has one.
    var handlerDeadline: Duration? {
        let nanoseconds = ownDeadline.load(ordering: .relaxed)
        return nanoseconds == 0 ? nil : .nanoseconds(nanoseconds)
    }

    /// Called when the client has closed its sending side, so long after its request.
    ///
    /// - Returns: Whether it did so together with its request, as a client does that sends no more and
    ///   waits for the reply.
    func clientHasClosed(after distance: Duration) -> Bool {
        guard distance <= FrontLimits.halfCloseGrace else {
            progress.leave()
            return false
        }
        progress.halfClose()
        return true
    }

    /// Called when a client that half-closed is no longer taken to wait.
    func clientMayHaveLeft() { progress.leave() }

    /// Called when the exchange ends without the handler's reply.
    package func abandon() { progress.abandon() }

    /// Abandons the request if its handler has not begun; false when it has.
    package func abandonUnlessClaimed() -> Bool { progress.abandonUnlessClaimed() }

    // MARK: On a Worker: after the end of the loop

    /// Called when the handler has ended and its loop has ended before.
    package func handlerHasEnded() { progress.end() }

    /// Whether the handler has ended after its loop.
    package var hasHandlerEnded: Bool { progress.hasEnded }
}
