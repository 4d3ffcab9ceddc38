// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import PorticoPool

/// The evhttp of one loop.
///
/// Owns an `evhttp`, and through it every `evhttp_connection` and listener.
///
/// On the loop thread, from its making to its release.
@safe final class EvhttpServer {
    let http: OpaquePointer

    /// Wraps `evhttp_new`.
    init(on loop: EventLoop) throws(LibeventError) {
        guard let http = unsafe evhttp_new(loop.base) else {
            throw LibeventError(call: "evhttp_new", code: errno)
        }
        unsafe self.http = unsafe http
    }

    deinit {
        unsafe evhttp_free(http)
    }
}
