// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// Something that happens on the loop thread: by hand, by a timer, or by a signal.
///
/// Owns an `event`.
@safe package final class Event {
    private let event: OpaquePointer
    private let loop: EventLoop
    private let context: Context

    /// Holds the callback apart from its owner, so that libevent's pointer stays valid.
    private final class Context {
        let callback: (Int32) -> Void
        init(_ callback: @escaping (Int32) -> Void) { self.callback = callback }
    }

    /// Prepares `callback` for ``activate()`` or ``schedule(every:)``; it costs no descriptor.
    package convenience init(
        on loop: EventLoop, repeats: Bool = true, _ callback: @escaping () -> Void
    ) throws(LibeventError) {
        try self.init(on: loop, number: -1, kinds: repeats ? EV_PERSIST : 0) { _ in callback() }
    }

    /// Prepares `callback`, which gets the descriptor or signal number.
    ///
    /// Wraps `event_new`.
    init(
        on loop: EventLoop, number: Int32, kinds: Int32, _ callback: @escaping (Int32) -> Void
    ) throws(LibeventError) {
        self.loop = loop
        context = Context(callback)
        let pointer = unsafe Unmanaged.passUnretained(context).toOpaque()
        let event = unsafe event_new(
            loop.base, number, Int16(kinds),
            { number, _, pointer in
                guard let pointer = unsafe pointer else { return }
                unsafe Unmanaged<Context>.fromOpaque(pointer).takeUnretainedValue()
                    .callback(number)
            }, pointer)
        guard let event = unsafe event else { throw LibeventError(call: "event_new", code: errno) }
        unsafe self.event = event
    }

    deinit {
        unsafe event_free(event)
    }

    // MARK: From any thread: while its owner keeps the event alive

    /// Runs the callback in the pass that is under way or the next one.
    ///
    /// Wraps `event_active`.
    ///
    /// Several activations before the callback has run count as one.
    package func activate() {
        unsafe event_active(event, Int32(EV_READ), 0)
    }

    // MARK: On the loop thread

    /// Runs the callback in the next pass, once the kernel has been asked again.
    ///
    /// Wraps `event_add` with no time to wait; for an event that is not repeated.
    package func activateInNextPass() {
        var time = timeval(tv_sec: 0, tv_usec: 0)
        unsafe event_add(event, &time)
    }

    /// Runs the callback every `interval` from now on.
    ///
    /// Wraps `event_add`.
    package func schedule(every interval: Duration) {
        // libevent cannot count more, and no interval is as long.
        let (seconds, attoseconds) = min(max(interval, .zero), .seconds(1 << 30)).components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        unsafe event_add(event, &time)
    }

    /// Takes back ``schedule(every:)``.
    ///
    /// Wraps `event_del`.
    package func cancel() {
        unsafe event_del(event)
    }

    /// Waits for the signal without a time-out.
    ///
    /// Wraps `event_add`.
    func listen() throws(LibeventError) {
        guard unsafe event_add(event, nil) == 0 else {
            throw LibeventError(call: "event_add", code: errno)
        }
    }
}
