// SPDX-License-Identifier: Apache-2.0
import Libevent
import PorticoPool

/// Threads for plain writers of bodies whose handlers ran on a loop, or on threads of Swift's: writers wait
/// for their clients, and neither of them may.
///
/// They start with the first writer, and end when there is none for a while. From any thread.
final class WriterThreads: Sendable {
    /// More writers wait until one of these ends.
    static let maxCount = 64

    /// Through which all writers send files, wherever they run; nil when files are copied.
    let filePipes: FilePipes?
    private let pool: LazyPool

    init(filePipes: FilePipes? = FilePipes()) {
        self.filePipes = filePipes
        var configuration = ThreadPool.Configuration(size: 1)
        configuration.maximumSize = Self.maxCount
        configuration.threadName = "writer"
        pool = LazyPool(configuration)
    }

    /// Runs `write` soon.
    func execute(_ write: @escaping @Sendable () -> Void) throws(PoolError) {
        try pool.execute(write)
    }

    /// Ends the threads when their writers have ended, or at `deadline`.
    func close(until deadline: ContinuousClock.Instant) { pool.close(until: deadline) }
}
