// SPDX-License-Identifier: Apache-2.0
import Libevent
public import Portico
import PorticoPool
import Synchronization

/// Writes a line for each request to a file or to stdout.
///
/// ```swift
/// configuration.observers.append(try AccessLog(.combined, to: .file("/var/log/portico/access.log")))
/// ```
/// Neither a loop nor a Worker ever waits for it, also when the disk is slow or nobody reads the pipe: lines for
/// which there is no room are lost, counted in ``lostLines``, and the server logs how many. From any thread.
public final class AccessLog: ExchangeObserver {
    /// Where the lines go.
    public enum Target: Sendable, Hashable {
        /// The program's stdout.
        case standardOutput
        /// A file, which is made if it is missing, and appended to.
        case file(_ path: String)
    }

    private let format: AccessLogFormat
    private let target: Target
    /// Nil for stdout.
    private let file: Guarded<AppendedFile?>
    private let isToBeReopened = Atomic(false)
    private let lost = Atomic(0)

    /// Opens the target.
    ///
    /// - Throws: ``AccessLogError`` when the file cannot be opened.
    public init(
        _ format: AccessLogFormat = .combined, to target: Target = .standardOutput
    ) throws(AccessLogError) {
        self.format = format
        self.target = target
        file = Guarded(try Self.open(target))
    }

    // MARK: From any thread

    /// Has the file opened again before the next line: after it was renamed, so that lines go to a new one.
    ///
    /// Returns at once. When that fails, lines go to the old file, and it is tried again with the next ones. Call it
    /// from ``Portico/Configuration/onHangUp`` for `logrotate` and its like.
    public func reopen() { isToBeReopened.store(true, ordering: .releasing) }

    /// How many lines could not be written, or found no room.
    public var lostLines: Int { lost.load(ordering: .relaxed) }

    // MARK: On the thread of the observer

    /// Writes a line for each.
    public func exchangesDidEnd(_ records: [ExchangeRecord]) {
        reopenIfAsked()
        var (lines, time) = (LineBuffer(capacity: records.count * 160), LogTime())
        for record in records { lines.append(record, format, &time) }
        let file = file.withLock(\.self)
        do throws(PosixError) {
            if let file {
                try file.append(lines.bytes)
            } else {
                try DescriptorOutput.standardOutput.write(lines.bytes)
            }
        } catch {
            // Nobody else can be told where the lines have gone.
            lost.add(records.count, ordering: .relaxed)
        }
    }

    /// Counts them.
    public func recordsWereLost(_ count: Int) { lost.add(count, ordering: .relaxed) }

    private func reopenIfAsked() {
        guard isToBeReopened.exchange(false, ordering: .acquiring) else { return }
        do throws(AccessLogError) {
            let new = try Self.open(target)
            file.withLock { $0 = new }
        } catch {
            reopen()
        }
    }

    private static func open(_ target: Target) throws(AccessLogError) -> AppendedFile? {
        guard case .file(let path) = target else { return nil }
        do throws(PosixError) {
            return try AppendedFile(path: path)
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }
}

/// Why an ``AccessLog`` cannot be.
public enum AccessLogError: Error, Hashable, CustomStringConvertible {
    /// The file cannot be opened.
    case cannotOpen(path: String, reason: String)

    /// What was tried, and why it failed.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the access log \(path): \(reason); may this program write there?"
        }
    }
}
