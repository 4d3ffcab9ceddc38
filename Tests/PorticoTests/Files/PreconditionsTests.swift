// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Portico

struct PreconditionsTests {
    private static let now = 1_800_000_000
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"
    private static let state = Validators(
        tag: EntityTag(quoted: "\"a\"", isWeak: false), lastModified: 784_111_777)
    private static let fresh = Validators(
        tag: EntityTag(quoted: "\"a\"", isWeak: true), lastModified: 784_111_777)

    private static let whole = Preconditions.Verdict.content(mayBePart: false)
    private static let part = Preconditions.Verdict.content(mayBePart: true)

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let conditions: Preconditions
        let verdict: Preconditions.Verdict

        init(_ name: String, _ conditions: Preconditions, _ verdict: Preconditions.Verdict) {
            testDescription = name
            self.conditions = conditions
            self.verdict = verdict
        }
    }

    private static let first = [
        Case("RFC 9110 §13.2.2: no condition", .init(), part),
        Case("§13.1.1: If-Match holds", .init(ifMatch: "\"a\""), part),
        Case("§13.1.1: If-Match holds for one of many", .init(ifMatch: "\"x\", \"a\""), part),
        Case("§13.1.1: If-Match: * holds", .init(ifMatch: "*"), part),
        Case("§13.1.1: If-Match fails", .init(ifMatch: "\"b\""), .failed),
        Case("§13.1.1: If-Match compares strongly", .init(ifMatch: "W/\"a\""), .failed),
        Case("§13.1.1: If-Match that cannot be read", .init(ifMatch: "a"), .failed),
        Case("§13.1.4: not modified since then", .init(ifUnmodifiedSince: after), part),
        Case("§13.1.4: nor in that second", .init(ifUnmodifiedSince: same), part),
        Case("§13.1.4: modified since then", .init(ifUnmodifiedSince: before), .failed),
        Case("§13.1.4: no date", .init(ifUnmodifiedSince: "yesterday"), part),
        Case(
            "§13.2.2 step 1: If-Match goes before If-Unmodified-Since",
            .init(ifMatch: "\"a\"", ifUnmodifiedSince: before), part),
        Case(
            "§13.2.2 step 1: also when it fails",
            .init(ifMatch: "\"b\"", ifUnmodifiedSince: after), .failed),
    ]

    private static let second = [
        Case("§13.1.2: If-None-Match fails", .init(ifNoneMatch: "\"a\""), .notModified),
        Case("§13.1.2: compares weakly", .init(ifNoneMatch: "W/\"a\""), .notModified),
        Case("§13.1.2: *", .init(ifNoneMatch: "*"), .notModified),
        Case("§13.1.2: another state", .init(ifNoneMatch: "\"b\", W/\"c\""), part),
        Case("§13.1.2: that cannot be read", .init(ifNoneMatch: "a"), part),
        Case("§13.1.3: not modified since then", .init(ifModifiedSince: after), .notModified),
        Case("§13.1.3: nor in that second", .init(ifModifiedSince: same), .notModified),
        Case("§13.1.3: modified since then", .init(ifModifiedSince: before), part),
        Case("§13.1.3: no date", .init(ifModifiedSince: "tomorrow"), part),
        Case(
            "§13.1.3: If-None-Match goes before it",
            .init(ifNoneMatch: "\"b\"", ifModifiedSince: after), part),
        Case(
            "§13.1.3: also one that cannot be read",
            .init(ifNoneMatch: "b", ifModifiedSince: after), part),
        Case(
            "§13.2.2 step 3: 412 goes before 304",
            .init(ifMatch: "\"b\"", ifNoneMatch: "\"a\""), .failed),
        Case(
            "§13.2.2 step 3: 304 comes after If-Match",
            .init(ifMatch: "\"a\"", ifNoneMatch: "\"a\""), .notModified),
        Case(
            "§13.2.2 step 4: 304 comes after If-Unmodified-Since",
            .init(ifUnmodifiedSince: same, ifModifiedSince: same), .notModified),
    ]

    private static let third = [
        Case("§13.1.5: the same state by its tag", .init(ifRange: "\"a\""), part),
        Case("§13.1.5: another state", .init(ifRange: "\"b\""), whole),
        Case("§13.1.5: compares strongly", .init(ifRange: "W/\"a\""), whole),
        Case("§13.1.5: the same state by its date", .init(ifRange: same), part),
        Case("§13.1.5: an earlier date", .init(ifRange: before), whole),
        Case("§13.1.5: a later date is not the same", .init(ifRange: after), whole),
        Case("§13.1.5: neither tag nor date", .init(ifRange: "a"), whole),
        Case("§13.1.5: a list is no tag", .init(ifRange: "\"a\", \"b\""), whole),
        Case(
            "§13.2.2 step 5: 304 goes before If-Range",
            .init(ifNoneMatch: "\"a\"", ifRange: "\"a\""), .notModified),
    ]

    @Test(arguments: first + second + third)
    func areLookedAtInTheOrderOfRFC9110Section13_2_2(_ test: Case) {
        #expect(test.conditions.verdict(on: Self.state, now: Self.now) == test.verdict)
    }

    @Test(arguments: [
        Case("§8.8.3.2: no strong match", .init(ifMatch: "\"a\""), .failed),
        Case("§8.8.3.2: a weak match", .init(ifNoneMatch: "\"a\""), .notModified),
        Case("§13.1.5: no part by its tag", .init(ifRange: "W/\"a\""), whole),
        Case("§8.8.2.2: no part by its date", .init(ifRange: same), whole),
    ])
    func oneThatMayChangeWithoutANewTimeIsNotTrusted(_ test: Case) {
        #expect(test.conditions.verdict(on: Self.fresh, now: Self.now) == test.verdict)
    }

    @Test func aFileWithoutADateHasNone() {
        let state = Validators(tag: Self.state.tag, lastModified: nil)
        for conditions in [
            Preconditions(ifUnmodifiedSince: Self.before),
            Preconditions(ifModifiedSince: Self.after),
        ] {
            #expect(conditions.verdict(on: state, now: Self.now) == Self.part)
        }
        let range = Preconditions(ifRange: Self.same)
        #expect(range.verdict(on: state, now: Self.now) == Self.whole)
    }

    @Test func areReadFromTheFieldsOfARequest() {
        let request = Request(
            target: "/",
            headers: [
                .ifMatch: "1", .ifNoneMatch: "2", .ifModifiedSince: "3", .ifUnmodifiedSince: "4",
                .ifRange: "5",
            ])
        #expect(
            Preconditions(request)
                == Preconditions(
                    ifMatch: "1", ifUnmodifiedSince: "4", ifNoneMatch: "2", ifModifiedSince: "3",
                    ifRange: "5"))
    }
}
