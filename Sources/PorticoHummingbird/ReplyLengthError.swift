// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    /// A closure did not write the length that it had announced.
    struct ReplyLengthError: Error, CustomStringConvertible {
        let announced: Int
        let written: Int

        var description: String {
            "cannot send the reply: its body has \(written) bytes, and \(announced) were announced; give the right "
                + "length, or none"
        }
    }
#endif
