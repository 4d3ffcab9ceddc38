// SPDX-License-Identifier: Apache-2.0
import CLibevent
import Glibc
import HTTP1

// How evhttp parses. The guard has judged a head; its bytes are put into the input of the connection's
// bufferevent, which has no descriptor, and evhttp's read callback is triggered. evhttp parses the head
// and calls `gencb` before that returns. evhttp never meets a byte that was not judged, nor one of a body,
// nor a second request while a reply is owed.
//
// Two things are masked in what evhttp is given, each by one byte, and put back when its request is copied:
//
//   names of fields   Content-Length, Transfer-Encoding and Expect of a request with a body, as evhttp
//                     must not act on them: Portico frames the body
//   the target        where it is no plain path. evhttp would take `//b/x` for an authority, and treat
//                     an absolute form as a proxy's request
//
// A request line that is too short for evhttp, `G / HTTP/1.1`, gets a longer method.

/// Has one evhttp parse heads that the guard has judged.
///
/// On the loop thread.
@safe final class EvhttpParser {
    /// What evhttp made of a head.
    enum Outcome {
        case parsed(RequestHead)
        /// evhttp found it wrong, although the guard had not.
        case refused
        /// There was no memory; evhttp's connection may have ended.
        case outOfMemory
    }

    /// What `gencb` has brought.
    private var request: UnsafeMutablePointer<evhttp_request>?
    /// Where copies are put together.
    private var scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16 * 1024)

    init(_ server: EvhttpServer) { serve(server) }

    /// Has `server` call back for every request, whatever its method.
    ///
    /// Wraps `evhttp_set_gencb` and `evhttp_set_allowed_methods`.
    func serve(_ server: EvhttpServer) {
        unsafe evhttp_set_allowed_methods(server.http, .max)
        unsafe evhttp_set_gencb(
            server.http, requestParsed, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { unsafe scratch.deallocate() }

    /// Has evhttp parse the head that stands in `bytes`, with `masked` fields, and copies what it read.
    ///
    /// evhttp keeps its request until ``EvhttpConnection/finish()``.
    func parse(
        _ bytes: Span<UInt8>, _ head: JudgedHead, _ masked: [JudgedHead.MaskedField],
        on connection: EvhttpConnection
    ) -> Outcome {
        let failures = LibeventMemory.failures
        let mask = TargetMask(bytes, head)
        guard connection.give(bytes, head, masked, mask) else { return .outOfMemory }
        connection.trigger()
        guard let request = unsafe request.take() else {
            return LibeventMemory.failures == failures ? .refused : .outOfMemory
        }
        unsafe connection.began(request)
        guard let scratch = unsafe makeScratch(RequestHead.scratchBytes(for: head)) else {
            return .outOfMemory
        }
        return .parsed(
            unsafe RequestHead(request, bytes, head, masked, mask, scratch: scratch))
    }

    private func makeScratch(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        if unsafe count > scratch.count {
            unsafe scratch.deallocate()
            unsafe scratch = .allocate(capacity: 2 * count)
        }
        return unsafe scratch.baseAddress
    }

    /// Called by evhttp.
    fileprivate func didParse(_ request: UnsafeMutablePointer<evhttp_request>) {
        unsafe self.request = unsafe request
    }
}

/// How the target looks to evhttp.
struct TargetMask {
    /// Where a byte is changed, counted from the first of the target; nil for a plain path.
    let offset: Int?
    /// What stands there for evhttp.
    let byte: UInt8

    /// A path begins with one slash; every other target is masked so that it does.
    init(_ bytes: Span<UInt8>, _ head: JudgedHead) {
        let start = head.targetStart
        if bytes[start] != .slash {
            (offset, byte) = (0, .slash)
        } else if start + 1 < head.targetEnd, bytes[start + 1] == .slash {
            (offset, byte) = (1, Self.filler)
        } else {
            (offset, byte) = (nil, 0)
        }
    }

    private static let filler = UInt8(ascii: "-")
}

// MARK: On the loop thread: what libevent calls

private let requestParsed:
    @convention(c) (UnsafeMutablePointer<evhttp_request>?, UnsafeMutableRawPointer?) -> Void = {
        request, context in
        guard let request = unsafe request, let context = unsafe context else { return }
        unsafe Unmanaged<EvhttpParser>.fromOpaque(context).takeUnretainedValue().didParse(request)
    }
