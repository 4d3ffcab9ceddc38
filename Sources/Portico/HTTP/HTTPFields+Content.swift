// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension HTTPFields {
    /// Takes out what describes content, RFC 9110 §8, that is not sent after all.
    mutating func removeContentFields() {
        for name in [
            HTTPField.Name.contentType, .contentLength, .contentLanguage, .contentEncoding,
        ] {
            self[name] = nil
        }
    }
}
