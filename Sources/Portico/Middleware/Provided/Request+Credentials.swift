// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

extension Request {
    /// What stands behind the name of `scheme` in `Authorization`; nil without it, or where several parts do.
    ///
    /// The scheme in any case, [RFC 9110 §11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1); it is given
    /// in lower case.
    func credentials(_ scheme: String) -> String? {
        guard let value = value(of: .authorization), let space = value.firstIndex(of: " "),
            value[..<space].lowercased() == scheme
        else { return nil }
        let credentials = value[space...].drop { $0 == " " }
        return credentials.isEmpty || credentials.contains(" ") ? nil : String(credentials)
    }
}
