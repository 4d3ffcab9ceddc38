// SPDX-License-Identifier: Apache-2.0
import Glibc
import PorticoPool
import TestSupport

/// A real pipe for a command to write to, which nobody reads unless told to.
final class StuckPipe: Sendable {
    private let reading: Guarded<Int32>
    /// The end that the command gets.
    let writing: Int32

    init() throws(WireError) {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw .call("pipe", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = Guarded(ends[0])
        writing = ends[1]
    }

    deinit {
        closeReading()
        close(writing)
    }

    /// Reads up to the next line end, without it.
    func readLine() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        let reading = reading.withLock { $0 }
        while unsafe read(reading, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes until not one byte more fits.
    func fill() throws(WireError) {
        // Opened anew, so that the command's own end still blocks.
        let end = unsafe open("/proc/self/fd/\(writing)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard end >= 0 else { throw .call("open", errno: errno) }
        defer { close(end) }
        let bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: 4096)
        for size in [4096, 1] {
            while unsafe write(end, bytes, size) > 0 {}
            guard errno == EAGAIN else { throw .call("write", errno: errno) }
        }
    }

    /// Nobody reads from now on: who writes gets SIGPIPE or an error.
    func closeReading() {
        reading.withLock { reading in
            if reading >= 0 { close(reading) }
            reading = -1
        }
    }

    /// Whether not one byte more fits.
    var isFull: Bool {
        var entry = pollfd(fd: writing, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 0) == 0
    }
}
