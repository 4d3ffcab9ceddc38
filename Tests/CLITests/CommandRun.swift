// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import PorticoPool
import TestSupport
import Testing

/// One run of the built `portico` command.
final class CommandRun: Sendable {
    /// How the command ended.
    enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    let output = LineBook()
    let errors = LineBook()
    private let id: pid_t
    private let ended = Gate(arrivals: 3)
    /// Nil as long as the command runs, and its id is its own.
    private let end = Guarded<End?>(nil)

    /// Where the command lies: beside the executable of the tests, whatever the scratch path.
    static let executable = built("portico")

    /// Where a program lies that was built like the command.
    static func built(_ name: String) -> URL {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent(name)
    }

    /// Starts the command with `arguments`, behind `prefix` if another one is to start it.
    ///
    /// What goes to a pipe of the caller's is not in ``output`` or ``errors``.
    init(
        _ arguments: [String], prefix: [String] = [], program: URL = executable,
        output stuckOutput: StuckPipe? = nil, errors stuckErrors: StuckPipe? = nil
    ) throws {
        let (out, err) = (try Self.makePipe(), try Self.makePipe())
        id = try Self.spawn(
            prefix + [program.path] + arguments, stuckOutput?.writing ?? out.write,
            stuckErrors?.writing ?? err.write)
        close(out.write)
        close(err.write)
        let (id, ended, end) = (id, ended, end)
        output.fill(from: out.read) { ended.open() }
        errors.fill(from: err.read) { ended.open() }
        Thread.detachNewThread {
            var information = unsafe siginfo_t()
            // Without reaping: until `end` is set, the id may still be sent a signal.
            unsafe waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT)
            var status: Int32 = 0
            end.withLock { end in
                unsafe waitpid(id, &status, 0)
                let signal = status & 0x7f
                end = signal == 0 ? .exit(status >> 8 & 0xff) : .signal(signal)
            }
            ended.open()
        }
    }

    private static func makePipe() throws(WireError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        // A pair of sockets, because a pipe that no other child inherits cannot be had in one call.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw .call("socketpair", errno: errno)
        }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ line: [String], _ out: Int32, _ err: Int32
    ) throws(WireError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, out, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, err, 2)
        // Threads of Swift's pool block all signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        // As from a shell, whatever the tests were started by.
        var usual = sigset_t()
        unsafe sigemptyset(&usual)
        unsafe sigaddset(&usual, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = unsafe line.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var id = pid_t()
        let code = unsafe posix_spawnp(&id, line[0], &actions, &attributes, &words, environ)
        guard code == 0 else { throw .call("posix_spawnp", errno: code) }
        return id
    }

    /// Runs the command to its end.
    static func toEnd(_ arguments: [String], prefix: [String] = []) throws -> CommandRun {
        let run = try CommandRun(arguments, prefix: prefix)
        _ = try run.waitForEnd()
        return run
    }

    /// Starts `portico book` on a free port, runs `body`, and kills what is left of it.
    static func book(
        _ arguments: [String] = [], _ body: (CommandRun, _ port: Int) throws -> Void
    ) throws {
        let run = try CommandRun(["book", "--port", "0"] + arguments)
        defer { run.kill(SIGKILL) }
        let line = try run.errors.wait { $0.hasPrefix("listening on http://127.0.0.1:") }
        let port = try #require(Int(line.split(separator: ":").last ?? ""))
        try #require((1...65535).contains(port))
        try body(run, port)
    }

    /// Sends a signal, unless the command has ended.
    func kill(_ signal: Int32) {
        end.withLock { end in
            if end == nil { _ = Glibc.kill(id, signal) }
        }
    }

    /// Whether the command has ended.
    var hasEnded: Bool { end.withLock { $0 != nil } }

    /// Whether a handler of the command's own is there for `signal`.
    func isHearing(_ signal: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
        return mask.map { $0 >> (signal - 1) & 1 == 1 } ?? false
    }

    /// Waits for the end, and for all that was written before.
    func waitForEnd() throws -> End {
        guard ended.wait(atMost: 20) else {
            kill(SIGKILL)
            throw WireError.timedOut
        }
        return try #require(end.withLock { $0 })
    }
}

/// The lines that a command has written so far.
final class LineBook: Sendable {
    private struct State {
        var text: [UInt8] = []
    }

    private let state = Guarded(State())

    /// What has been written.
    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

    /// Every line that is complete.
    var lines: [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Reads `descriptor` to its end, and closes it, on a thread of its own.
    func fill(from descriptor: Int32, atEnd: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                state.withLock { $0.text += buffer[..<count] }
            }
            close(descriptor)
            atEnd()
        }
    }

    /// Waits for a line that fulfils `condition`.
    @discardableResult
    func wait(
        count: Int = 1, for condition: (String) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        var found: [String] = []
        let isThere = eventually {
            found = lines.filter(condition)
            return found.count >= count
        }
        try #require(isThere, "no such line in: \(text)", sourceLocation: sourceLocation)
        return found[count - 1]
    }
}
