// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc

/// What a bufferevent has read and evhttp has not: a view of an `evbuffer` that its bufferevent owns.
///
/// On the loop thread, and only as long as the bufferevent lives.
@safe struct InputBuffer {
    private let buffer: OpaquePointer

    /// The input of `bufferevent`.
    ///
    /// Wraps `bufferevent_get_input`.
    init?(of bufferevent: OpaquePointer) {
        guard let buffer = unsafe bufferevent_get_input(bufferevent) else { return nil }
        unsafe self.buffer = unsafe buffer
    }

    /// How many bytes there are.
    ///
    /// Wraps `evbuffer_get_length`.
    var count: Int { unsafe evbuffer_get_length(buffer) }

    /// Calls `body` with all bytes in one piece.
    ///
    /// Wraps `evbuffer_pullup`.
    func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Refusal) -> Result
    ) throws(Refusal) -> Result {
        let count = count
        let start = unsafe count > 0 ? evbuffer_pullup(buffer, -1) : nil
        return try unsafe body(
            UnsafeBufferPointer(start: start, count: unsafe start == nil ? 0 : count))
    }

    /// A copy of the first `count` bytes, or of as many as there are.
    ///
    /// Wraps `evbuffer_copyout`.
    func first(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
            initializedCount = unsafe max(0, evbuffer_copyout(buffer, bytes.baseAddress, count))
        }
    }

    /// Removes the first `count` bytes.
    ///
    /// Wraps `evbuffer_drain`.
    func drain(_ count: Int) {
        unsafe evbuffer_drain(buffer, count)
    }

    /// Puts `bytes` in front of all others.
    ///
    /// Wraps `evbuffer_prepend`.
    ///
    /// evhttp freezes the end of its input against us, never the front.
    func prepend(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe evbuffer_prepend(buffer, bytes.baseAddress, bytes.count)
    }

    /// Replaces the first `count` bytes, which lie in one piece, by `text`.
    ///
    /// Where there is room, the text is written over the end of them: no memory is allocated or moved.
    func replaceFirst(_ count: Int, by text: StaticString) {
        let length = text.utf8CodeUnitCount
        if count >= length, let start = unsafe evbuffer_pullup(buffer, count) {
            unsafe memcpy(start + (count - length), text.utf8Start, length)
            drain(count - length)
        } else {
            drain(count)
            unsafe prepend(UnsafeBufferPointer(start: text.utf8Start, count: length))
        }
    }

    /// Calls `callback` whenever bytes are added or removed.
    ///
    /// Wraps `evbuffer_add_cb`.
    func observe(_ callback: evbuffer_cb_func, _ context: UnsafeMutableRawPointer) {
        unsafe evbuffer_add_cb(buffer, callback, context)
    }

    /// Ends what ``observe(_:_:)`` began.
    ///
    /// Wraps `evbuffer_remove_cb`.
    func stopObserving(_ callback: evbuffer_cb_func, _ context: UnsafeMutableRawPointer) {
        unsafe evbuffer_remove_cb(buffer, callback, context)
    }
}
