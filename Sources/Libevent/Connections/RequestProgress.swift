// SPDX-License-Identifier: Apache-2.0
import Synchronization

// What is known of a request from its last byte to the end of its handler, in one atomic word. The
// loop says what has become of the client, a Worker says what has become of the handler, and each
// learns from its own change what the other one has said before.

/// How far a request has come, and whether a client waits for its reply.
///
/// From any thread.
@safe struct RequestProgress: ~Copyable, Sendable {
    /// What has happened; each of it happens once.
    private struct Events: OptionSet {
        let rawValue: UInt8

        /// A thread has begun to run the handler, or has decided not to.
        static let claimed = Events(rawValue: 1 << 0)
        /// The client closed its sending side right after the request.
        static let halfClosed = Events(rawValue: 1 << 1)
        /// The client closed its sending side, and has probably gone.
        static let left = Events(rawValue: 1 << 2)
        /// No client will get the handler's reply.
        static let abandoned = Events(rawValue: 1 << 3)
        /// An observer is to be told when no client waits any more.
        static let observed = Events(rawValue: 1 << 4)
        /// The handler has ended, and the loop was no more.
        static let ended = Events(rawValue: 1 << 5)

        static let nobodyWaits: Events = [.left, .abandoned]
    }

    private final class Observer: Sendable {
        let notify: @Sendable () -> Void
        init(_ notify: @escaping @Sendable () -> Void) { self.notify = notify }
    }

    private let word = Atomic<UInt8>(0)
    /// Owned by whoever takes it out: the one that notifies, or the one that lets go of it.
    private let observer = unsafe Atomic<Unmanaged<Observer>?>(nil)

    init() {}

    deinit { forgetObserver() }

    private var events: Events { Events(rawValue: word.load(ordering: .acquiring)) }

    /// Adds `event` and returns what had happened before.
    private func add(_ event: Events) -> Events {
        let old = word.bitwiseOr(event.rawValue, ordering: .acquiringAndReleasing).oldValue
        return Events(rawValue: old)
    }

    var isClaimed: Bool { events.contains(.claimed) }
    var isHalfClosed: Bool { events.contains(.halfClosed) }
    var isAbandoned: Bool { events.contains(.abandoned) }
    var hasEnded: Bool { events.contains(.ended) }
    /// Whether the client has closed its side, or the connection is gone altogether.
    var isClientGone: Bool { !events.isDisjoint(with: .nobodyWaits) }

    // MARK: On a Worker

    func claim() -> ReceivedRequest.Claim {
        let before = add(.claimed)
        if before.contains(.claimed) { return .taken }
        if before.contains(.abandoned) { return .abandoned }
        return before.contains(.left) && !before.contains(.halfClosed) ? .clientLeft : .run
    }

    func observe(_ notify: @escaping @Sendable () -> Void) {
        let observer = Observer(notify)
        unsafe self.observer.store(.passRetained(observer), ordering: .releasing)
        if !add(.observed).isDisjoint(with: .nobodyWaits) { takeObserver()?.notify() }
    }

    /// Notifies nobody from now on, and releases here what was to be called.
    func forgetObserver() { _ = takeObserver() }

    private func takeObserver() -> Observer? {
        unsafe observer.exchange(nil, ordering: .acquiringAndReleasing)?.takeRetainedValue()
    }

    func end() { _ = add(.ended) }

    // MARK: On the loop thread

    func halfClose() { _ = add(.halfClosed) }
    func leave() { tellObserver(add(.left)) }
    func abandon() { tellObserver(add(.abandoned)) }

    /// Abandons the request unless it has been claimed.
    ///
    /// - Returns: Whether that was done.
    func abandonUnlessClaimed() -> Bool {
        var old = word.load(ordering: .relaxed)
        while !Events(rawValue: old).contains(.claimed) {
            let (isExchanged, found) = word.weakCompareExchange(
                expected: old, desired: old | Events.abandoned.rawValue,
                ordering: .acquiringAndReleasing)
            if isExchanged { return true }
            old = found
        }
        return false
    }

    private func tellObserver(_ before: Events) {
        guard before.contains(.observed), before.isDisjoint(with: .nobodyWaits) else { return }
        takeObserver()?.notify()
    }
}
