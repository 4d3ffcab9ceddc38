// SPDX-License-Identifier: Apache-2.0

import TestSupport

extension Gate {
    /// Waits without blocking a thread of Swift's own, of which there may be only two.
    func opened() async {
        while !isOpen, !Task.isCancelled { await Task.yield() }
    }
}
