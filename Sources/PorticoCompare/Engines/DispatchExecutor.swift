// SPDX-License-Identifier: Apache-2.0
import Dispatch
import PorticoPool

/// Runs jobs on a concurrent queue of Dispatch, which decides by itself how many threads it takes.
struct DispatchExecutor: JobExecutor {
    private let queue = DispatchQueue(label: "portico.compare", attributes: .concurrent)

    func execute(contentsOf jobs: [Job]) {
        for job in jobs { queue.async { job.run() } }
    }
}
