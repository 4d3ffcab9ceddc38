// SPDX-License-Identifier: Apache-2.0
import PorticoPool

/// Starts a thread for each job.
struct ThreadPerJob: JobExecutor {
    /// Half a MiB, so that thousands of them fit in the memory of a small machine.
    private static let stackBytes = 512 << 10

    func execute(contentsOf jobs: [Job]) throws(PoolError) {
        for (index, job) in jobs.enumerated() {
            do {
                _ = try PosixThread(name: "request", stackBytes: Self.stackBytes) { job.run() }
            } catch {
                throw .queueFull(accepted: index)
            }
        }
    }
}
