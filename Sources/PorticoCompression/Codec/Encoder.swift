// SPDX-License-Identifier: Apache-2.0
import Portico

/// Compresses bytes, piece by piece; for one thread at a time.
protocol Encoder: AnyObject {
    /// Takes `bytes`, and returns what is compressed by now; nothing may follow `finish`.
    func encode(_ bytes: [UInt8], _ step: BodyFilterStep) -> [UInt8]
}
