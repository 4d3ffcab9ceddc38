// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import SystemPackage

/// Finds files with equal content below a folder, with jobs on a pool of its own.
///
/// Four sieves, each coarser and cheaper than the next: files of equal size, with an equal digest of
/// their heads, with an equal digest of everything, with equal bytes. What jobs need and return are
/// values, so the threads share nothing.
struct DuplicateSearch {
    let root: FilePath
    var workers: Int
    /// Whether no progress is shown.
    var isSilent = false

    /// Throws a ``FileProblem`` when there is no folder at the root.
    func run() throws -> Duplicates {
        do {
            guard try root.stat().type == .directory else {
                throw FileProblem(root, "it is no folder")
            }
        } catch let error as Errno {
            throw FileProblem(root, error)
        }
        var configuration = ThreadPool.Configuration(size: workers)
        configuration.threadName = "duplicates"
        let pool = try ThreadPool.build(configuration)
        defer { pool.shutdown(.immediate) }
        var sieve = DuplicateSieve(pool: pool, progress: ProgressLine(isSilent: isSilent))
        let files = try sieve.gather(below: root)
        let groups = try sieve.sift(files)
        return sieve.result(groups)
    }
}
