// SPDX-License-Identifier: Apache-2.0

/// Compares secrets without telling by its time how much of one was right.
public enum ConstantTime {
    /// Whether both are the same bytes.
    ///
    /// ```swift
    /// ConstantTime.equals(password, expected)
    /// ```
    /// The time depends on the length of `given`, which the client knows, and not on where the two differ or on
    /// how long `secret` is. Text is compared as UTF-8: two ways to write `é` are not the same.
    public static func equals(_ given: String, _ secret: String) -> Bool {
        equals(Array(given.utf8), Array(secret.utf8))
    }

    /// Whether both are the same bytes.
    ///
    /// The time depends on the length of `given`, which the client knows, and not on where the two differ.
    public static func equals(_ given: [UInt8], _ secret: [UInt8]) -> Bool {
        // Compared to itself where there is nothing to compare to, so that the work is the same.
        let other = secret.isEmpty ? given : secret
        var difference = given.count ^ secret.count
        var place = 0
        for byte in given {
            difference |= Int(byte ^ other[place])
            place += 1
            if place == other.count { place = 0 }
        }
        return difference == 0
    }
}
