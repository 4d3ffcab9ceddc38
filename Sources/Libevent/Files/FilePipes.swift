// SPDX-License-Identifier: Apache-2.0
// Names of <fcntl.h> may belong to either module: it depends on which one the compiler loads first.
import CLibevent
import Glibc
import PorticoPool

// A file goes to a socket through a pipe. This is what `sendfile` does inside the kernel, in two steps:
//
//   a Worker   splice, file to pipe: waits for the disk, until the pages are in memory
//   the loop   splice, pipe to socket: the pipe holds the pages, so this waits for nothing
//
// `sendfile` would wait for the disk on the loop, and no call promises beforehand that it will not: a page
// that was in memory may have left it by then.

/// The pipes through which a server sends files.
///
/// From any thread.
package final class FilePipes: Sendable {
    /// What a pipe holds, in bytes: the most that the kernel gives to everyone.
    package static let pipeBytes = 1 << 20
    /// How many there are at a time.
    ///
    /// The kernel lets a user have 64 MiB in pipes, and these are half of it. Files for which there is no pipe
    /// are copied.
    static let maxCount = 32
    /// How many are kept when no file is in them.
    static let maxIdle = 16

    /// Both descriptors of a pipe.
    struct Ends: Sendable {
        let output: Int32
        let input: Int32

        func close() {
            _ = Glibc.close(output)
            _ = Glibc.close(input)
        }
    }

    private struct State {
        var idle: [Ends] = []
        /// All there are, idle ones too.
        var count = 0
    }

    private let state = Guarded(State())

    package init() {}

    deinit {
        for ends in state.withLock({ $0.idle }) { ends.close() }
    }

    /// How many pipes are open.
    package var count: Int { state.withLock { $0.count } }

    /// An empty pipe; nil when there are too many, or when the system has none.
    func take() -> FilePipe? {
        enum Choice { case idle(Ends), new, none }
        let choice: Choice = state.withLock { state in
            if let ends = state.idle.popLast() { return .idle(ends) }
            guard state.count < Self.maxCount else { return .none }
            state.count += 1
            return .new
        }
        switch choice {
        case .idle(let ends): return FilePipe(ends, self)
        case .none: return nil
        case .new:
            if let ends = Self.open() { return FilePipe(ends, self) }
            state.withLock { $0.count -= 1 }
            return nil
        }
    }

    /// Opens a pipe; nil when the system refuses it, or would make a smaller one.
    ///
    /// Wraps `pipe2`, and `fcntl` with F_SETPIPE_SZ.
    private static func open() -> Ends? {
        var ends: [Int32] = [-1, -1]
        guard unsafe portico_pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { return nil }
        let pipe = Ends(output: ends[0], input: ends[1])
        guard portico_set_pipe_bytes(pipe.input, Int32(pipeBytes)) >= pipeBytes else {
            pipe.close()
            return nil
        }
        return pipe
    }

    /// Takes back a pipe; one that is not empty is closed.
    fileprivate func takeBack(_ ends: Ends, isEmpty: Bool) {
        let isKept = state.withLock { state in
            guard isEmpty, state.idle.count < Self.maxIdle else {
                state.count -= 1
                return false
            }
            state.idle.append(ends)
            return true
        }
        if !isKept { ends.close() }
    }
}

/// A pipe with a part of a file in it: the kernel's own pages of it, and no copy.
final class FilePipe: Sendable {
    /// How much is asked for with one call.
    private static let stepBytes = 256 << 10
    /// When so much time has passed, a client gets what there is by then.
    private static let patience = Duration.milliseconds(20)

    private let ends: FilePipes.Ends
    private let owner: FilePipes

    fileprivate init(_ ends: FilePipes.Ends, _ owner: FilePipes) {
        self.ends = ends
        self.owner = owner
    }

    /// Wraps `ioctl` with FIONREAD: what a client has not taken that left must not reach another one.
    deinit {
        var count: Int32 = 0
        let isKnown = unsafe ioctl(ends.output, UInt(FIONREAD), &count) == 0
        owner.takeBack(ends, isEmpty: isKnown && count == 0)
    }

    /// What is read from.
    var output: Int32 { ends.output }

    // MARK: On a Worker

    /// Fills it with `count` bytes of `file` from `offset` on, or fewer: where the pipe is full, the file
    /// ends, or the disk is slow.
    ///
    /// Wraps `splice`; waits for the disk.
    func fill(from file: OpenFile, at offset: Int, count: Int) throws(PosixError) -> Int {
        let start = ContinuousClock.now
        var position = Int64(offset)
        var filled = 0
        while filled < count {
            let result = unsafe portico_splice(
                file.descriptor, &position, ends.input, min(count - filled, Self.stepBytes))
            if result > 0 { filled += result }
            if result == 0 || start.duration(to: .now) > Self.patience { break }
            guard result < 0, errno != EINTR else { continue }
            guard filled == 0 else { break }
            throw PosixError(call: "splice", code: errno)
        }
        return filled
    }
}
