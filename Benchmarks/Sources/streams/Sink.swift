// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A file that is written from its beginning.
final class Sink {
    /// A call that the system refused.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    /// How many bytes have been written.
    private(set) var count = 0

    init(_ path: String) throws(Failure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "cannot open \(path): errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(Failure) {
        var start = 0
        while start < bytes.count {
            let written = bytes.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
            }
            guard written >= 0 else { throw Failure(description: "cannot write: errno \(errno)") }
            start += written
        }
        count += start
    }
}
