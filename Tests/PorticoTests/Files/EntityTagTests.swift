// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct EntityTagTests {
    private static let strong = EntityTag(quoted: "\"a\"", isWeak: false)
    private static let weak = EntityTag(quoted: "\"a\"", isWeak: true)
    private static let other = EntityTag(quoted: "\"b\"", isWeak: false)

    /// The table of RFC 9110 §8.8.3.2.
    @Test(arguments: [
        (weak, weak, false, true), (weak, other, false, false), (weak, strong, false, true),
        (strong, strong, true, true),
    ])
    func areComparedAsRFC9110Section8_8_3_2Says(
        _ one: EntityTag, _ two: EntityTag, _ isStrong: Bool, _ isWeak: Bool
    ) {
        #expect(one.isStronglyEqual(to: two) == isStrong)
        #expect(two.isStronglyEqual(to: one) == isStrong)
        #expect(one.isWeaklyEqual(to: two) == isWeak)
        #expect(two.isWeaklyEqual(to: one) == isWeak)
    }

    @Test(arguments: [
        ("\"a\"", [strong]), ("W/\"a\"", [weak]), ("\"a\", W/\"a\",\"b\"", [strong, weak, other]),
        (" \"a\" , , \"b\" ,", [strong, other]), ("\"\"", [.init(quoted: "\"\"", isWeak: false)]),
        ("\"x,y\"", [.init(quoted: "\"x,y\"", isWeak: false)]),
        ("\"é\"", [.init(quoted: "\"é\"", isWeak: false)]),
    ])
    func listsAreReadAsRFC9110Section13_1Says(_ text: String, _ tags: [EntityTag]) {
        #expect(EntityTagList(text) == .tags(tags))
    }

    @Test(arguments: [
        "", " ", ",", "a", "\"a", "a\"", "w/\"a\"", "W/ \"a\"", "W\"a\"", "\"a\" \"b\"", "\"a b\"",
        "\"a\tb\"", "* , \"a\"", "**", "\"a\",*", "\"a\";",
    ])
    func malformedListsAreNone(_ text: String) {
        #expect(EntityTagList(text) == nil)
    }

    @Test func theStarIsAnything() {
        #expect(EntityTagList("*") == .any)
        #expect(EntityTagList(" * ") == .any)
    }
}
