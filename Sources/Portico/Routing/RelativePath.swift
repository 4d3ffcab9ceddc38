// SPDX-License-Identifier: Apache-2.0

/// The one rule for text of a client's that may become the path of a file.
///
/// Both `/` and `\` divide it, also on systems where `\` is a byte like others: it may be passed on.
enum RelativePath {
    /// Whether `text`, put behind a folder and a slash, names something below that folder, and the same
    /// for every reader.
    ///
    /// It is not absolute, has no part that is `.`, `..` or empty, and no NUL, where C ends it. One
    /// slash at its end is allowed, and so is nothing at all.
    static func isSafe(_ text: String) -> Bool {
        guard isPlain(text) else { return false }
        var isPartEmpty = true
        for byte in text.utf8 {
            if isDivider(byte), isPartEmpty { return false }
            isPartEmpty = isDivider(byte)
        }
        return true
    }

    /// Whether `text` has no NUL and no part that is `.` or `..`.
    static func isPlain(_ text: String) -> Bool {
        var (dots, others) = (0, 0)
        for byte in text.utf8 {
            if byte == 0 { return false }
            if isDivider(byte) {
                if others == 0, dots == 1 || dots == 2 { return false }
                (dots, others) = (0, 0)
            } else if byte == UInt8(ascii: ".") {
                dots += 1
            } else {
                others += 1
            }
        }
        return others > 0 || dots == 0 || dots > 2
    }

    private static func isDivider(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }
}
