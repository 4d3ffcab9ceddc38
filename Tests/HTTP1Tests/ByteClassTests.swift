// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import HTTP1

@Suite(.timeLimit(.minutes(1))) struct ByteClassTests {
    private static let alphanumerics =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    @Test(arguments: [
        (ByteClass.token, alphanumerics + "!#$%&'*+-.^_`|~"),
        (ByteClass.name, alphanumerics + "!$&'()*+-.;=_~"),
    ])
    func holdsExactlyItsMembers(_ set: ByteClass, _ members: String) {
        let expected = Set(members.utf8)
        for byte in UInt8.min...UInt8.max {
            #expect(set.contains(byte) == expected.contains(byte), "byte \(byte)")
        }
    }
}
