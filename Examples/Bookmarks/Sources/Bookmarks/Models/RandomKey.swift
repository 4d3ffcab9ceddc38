// SPDX-License-Identifier: Apache-2.0

/// Names that nobody can guess.
enum RandomKey {
    /// 128 bits from the kernel, as 32 hexadecimal digits.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<2).map { _ in
            String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
        }
        return digits.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
    }
}
