// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The system's clock.
enum WallTime {
    /// Whole seconds since 1970.
    static var now: Int { Int(Date().timeIntervalSince1970) }
}
