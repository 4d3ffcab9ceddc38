// SPDX-License-Identifier: Apache-2.0
import CLibevent

/// The event that keeps an eye on a connection's descriptor all the time.
///
/// Owns an `event`.
///
/// While it stands, evhttp may switch its own reading off and on without a system call; and it tells
/// when a client leaves during an exchange.
@safe struct Watch {
    private let event: OpaquePointer
    private var isStanding = false

    /// Prepares `callback` for whenever `descriptor` is readable.
    ///
    /// Wraps `event_new`.
    init(
        _ descriptor: Int32, on loop: EventLoop, _ callback: event_callback_fn,
        _ context: UnsafeMutableRawPointer
    ) throws(LibeventError) {
        let event = unsafe event_new(
            loop.base, descriptor, Int16(EV_READ | EV_PERSIST), callback, context)
        guard let event = unsafe event else { throw LibeventError(call: "event_new") }
        unsafe self.event = unsafe event
    }

    /// Stops watching: a level-triggered event that is not answered would fire without end.
    mutating func pause() {
        guard isStanding else { return }
        unsafe event_del(event)
        isStanding = false
    }

    /// Watches, if it does not already.
    mutating func resume() {
        guard !isStanding else { return }
        unsafe event_add(event, nil)
        isStanding = true
    }

    /// Releases the event; to be called once, as a structure has no end of its own.
    func free() {
        unsafe event_free(event)
    }
}
