// SPDX-License-Identifier: Apache-2.0
import Glibc

// Closing a listening socket resets what the kernel has finished or begun to accept for it: clients whose
// `connect` has returned lose their connection without an answer. Taking in what waits before closing
// leaves a gap between the last look and `close`. A filter has no gap: while it stands, the queue can only
// become shorter.

/// Keeps further connections from beginning on a listening socket, and lets those go on that have begun.
///
/// The kernel drops every packet that opens a connection, as if it had been lost on its way. The client
/// sends it again after a second: to another process, if one listens on the same port by then.
enum HandshakeFilter {
    /// One instruction of the kernel's packet filter: `sock_filter` in `linux/filter.h`.
    private struct Instruction: BitwiseCopyable {
        let code: UInt16
        var ifTrue: UInt8 = 0
        var ifFalse: UInt8 = 0
        let operand: UInt32
    }

    /// `sock_fprog` in `linux/filter.h`.
    @safe private struct Program {
        let count: UInt16
        let start: UnsafePointer<Instruction>?
    }

    /// Drops a TCP segment that has SYN and no ACK, RFC 9293 §3.1, and passes all others.
    private static let instructions = [
        Instruction(code: 0x30, operand: 13),  // load the byte with the flags
        Instruction(code: 0x54, operand: 0x12),  // and it with SYN and ACK
        Instruction(code: 0x15, ifFalse: 1, operand: 0x02),  // skip one unless only SYN is left
        Instruction(code: 0x06, operand: 0),  // drop
        Instruction(code: 0x06, operand: .max),  // pass
    ]

    /// Puts the filter on the listening socket `descriptor`.
    ///
    /// Wraps `setsockopt` with `SO_ATTACH_FILTER`.
    ///
    /// - Returns: False when the system has no such filters.
    @discardableResult
    static func attach(to descriptor: Int32) -> Bool {
        unsafe instructions.withUnsafeBufferPointer { buffer in
            var program = unsafe Program(count: UInt16(buffer.count), start: buffer.baseAddress)
            let size = socklen_t(MemoryLayout<Program>.size)
            return unsafe setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, size) == 0
        }
    }
}
