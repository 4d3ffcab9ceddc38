// SPDX-License-Identifier: Apache-2.0
#if SignedCookies
    import Crypto
    import FoundationEssentials
    public import Portico

    /// Signs cookies, and takes those alone that it has signed.
    ///
    /// ```swift
    /// let signer = CookieSigner(keys: [key])
    /// try response.setCookie(signer.sign(Cookie(name: "__Host-user", value: "7")))
    /// let user = signer.value(of: "__Host-user", in: request.cookies)
    /// ```
    /// The value goes out with a dot and its HMAC-SHA256, which is bound to the name of the cookie: no client can
    /// change it, or use it under another name. A client can read it, keep it, and send it again for as long as the
    /// key is used: what must end belongs into the value as a time.
    public struct CookieSigner: Sendable {
        /// The shortest key, in bytes: as long as what it makes, RFC 2104 §3.
        public static let minKeyBytes = 32

        private let keys: [SymmetricKey]

        /// Takes keys: the first one signs, and all of them verify.
        ///
        /// To change the key, put the new one in front, and take the old one out when its cookies may end. A key
        /// is random and kept secret: `openssl rand -base64 32` makes one.
        ///
        /// - Precondition: There is a key, and none is shorter than ``minKeyBytes``.
        public init(keys: [[UInt8]]) {
            precondition(!keys.isEmpty, "a signer of cookies needs a key")
            precondition(
                keys.allSatisfy { $0.count >= Self.minKeyBytes },
                "a key for cookies has at least \(Self.minKeyBytes) bytes; make a random one")
            self.keys = keys.map { SymmetricKey(data: $0) }
        }

        /// The cookie with its signature, 44 characters longer.
        public func sign(_ cookie: Cookie) -> Cookie {
            var signed = cookie
            signed.value += ".\(Self.signature(of: cookie.value, cookie.name, keys[0]))"
            return signed
        }

        /// The value that was signed, of the first cookie `name` with a signature of any of the keys; nil without.
        public func value(of name: String, in cookies: Cookies) -> String? {
            cookies[values: name].lazy.compactMap { verify($0, name) }.first
        }

        private func verify(_ text: String, _ name: String) -> String? {
            guard let dot = text.lastIndex(of: ".") else { return nil }
            let (value, given) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
            let isSigned = keys.contains { key in
                ConstantTime.equals(given, Self.signature(of: value, name, key))
            }
            return isSigned ? value : nil
        }

        /// In base64url, RFC 4648 §5, without padding.
        ///
        /// No name or value of a cookie has a NUL, so no two of them make the same message; what stands in front
        /// keeps it apart from other uses of the key.
        private static func signature(
            of value: String, _ name: String, _ key: SymmetricKey
        ) -> String {
            let message = Array("portico cookie 1\0\(name)\0\(value)".utf8)
            let code = HMAC<SHA256>.authenticationCode(for: message, using: key)
            return Data(code).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
    }
#endif
