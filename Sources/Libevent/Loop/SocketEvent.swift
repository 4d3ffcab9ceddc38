// SPDX-License-Identifier: Apache-2.0
import CLibevent

/// An event that fires whenever a socket is readable, or writable, until it is paused.
///
/// Owns an `event`.
///
/// Level-triggered: while nothing is done about it, it must be paused, or it fires without end.
@safe final class SocketEvent {
    /// What it waits for.
    enum Kind { case readable, writable }

    private let event: OpaquePointer
    private var isWatching = false

    /// Prepares `callback` for whenever `descriptor` is ready.
    ///
    /// Wraps `event_new`.
    init(
        _ descriptor: Int32, _ kind: Kind, on loop: EventLoop, _ callback: event_callback_fn,
        _ context: UnsafeMutableRawPointer
    ) throws(LibeventError) {
        let kinds = (kind == .readable ? EV_READ : EV_WRITE) | EV_PERSIST
        let event = unsafe event_new(loop.base, descriptor, Int16(kinds), callback, context)
        guard let event = unsafe event else { throw LibeventError(call: "event_new") }
        unsafe self.event = unsafe event
    }

    deinit {
        unsafe event_free(event)
    }

    /// Stops watching.
    func pause() {
        guard isWatching else { return }
        unsafe event_del(event)
        isWatching = false
    }

    /// Watches, if it does not already.
    ///
    /// - Returns: False when there is no memory for that.
    func resume() -> Bool {
        if !isWatching { isWatching = unsafe event_add(event, nil) == 0 }
        return isWatching
    }
}
