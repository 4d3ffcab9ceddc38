// SPDX-License-Identifier: Apache-2.0
import Libevent
import Testing

@testable import Portico

struct ValidatorsTests {
    private static let now = 1_800_000_000

    private func status(
        bytes: Int = 5, modified: FileStatus.Time = .init(seconds: 1000),
        changed: FileStatus.Time = .init(seconds: 1000), inode: UInt64 = 7
    ) -> FileStatus {
        FileStatus(kind: .file, bytes: bytes, modified: modified, changed: changed, inode: inode)
    }

    @Test func everyChangeMakesAnotherTag() {
        let states = [
            status(), status(bytes: 6), status(inode: 8),
            status(modified: .init(seconds: 1000, nanoseconds: 1)),
            status(changed: .init(seconds: 1000, nanoseconds: 1)),
            status(modified: .init(seconds: 999)),
            // Time set back, as by touch: the other one tells.
            status(changed: .init(seconds: 2000)),
            status(
                modified: .init(seconds: 1000, nanoseconds: 1),
                changed: .init(seconds: 1000, nanoseconds: 1)),
        ]
        let tags = states.map { Validators($0, now: Self.now).tag }
        #expect(Set(tags.map(\.quoted)).count == states.count)
        #expect(tags.allSatisfy { !$0.isWeak })
        #expect(Validators(status(), now: Self.now).tag == tags[0])
    }

    @Test func eachCodingHasATagOfItsOwn_RFC9110Section8_8_3_3() {
        let tags = ContentCoding.allCases.map {
            Validators(status(), coding: $0, now: Self.now).tag.quoted
        }
        #expect(Set(tags).count == ContentCoding.allCases.count)
    }

    @Test(arguments: [(-1, true), (0, true), (1, true), (2, false), (100, false)])
    func aTagIsWeakWhileTheFileIsFresh(_ age: Int, _ isWeak: Bool) {
        let old = FileStatus.Time(seconds: 1000)
        let new = FileStatus.Time(seconds: Self.now - age)
        #expect(Validators(status(modified: new, changed: old), now: Self.now).tag.isWeak == isWeak)
        #expect(Validators(status(modified: old, changed: new), now: Self.now).tag.isWeak == isWeak)
    }

    @Test(arguments: [(1000, 1000), (now + 50, now), (0, 0)])
    func aDateIsNotInTheFuture_RFC9110Section8_8_2_1(_ modified: Int, _ date: Int) {
        let state = status(modified: .init(seconds: modified))
        #expect(Validators(state, now: Self.now).lastModified == date)
    }

    @Test func aTimeBefore1970IsNone() {
        #expect(
            Validators(status(modified: .init(seconds: -1)), now: Self.now).lastModified == nil)
    }
}
