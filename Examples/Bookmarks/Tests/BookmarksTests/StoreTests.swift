// SPDX-License-Identifier: Apache-2.0
import Portico
import Testing

@testable import Bookmarks

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
    /// Runs `body` on a Worker, which is where a store can be used.
    private func withStore<Value: Sendable>(
        workers: Int = 1, _ body: @Sendable (Store, ThreadPool) async throws -> Value
    ) async throws -> Value {
        let folder = try DataFolder(nil)
        defer { folder.removeIfTemporary() }
        let store = try Store(
            path: folder.url.appending(path: "test.db").path(percentEncoded: false))
        return try await body(store, ThreadPool.build(.init(size: workers)))
    }

    private static let draft = Draft(url: "https://a.example", title: "a", note: nil)

    @Test func writersOnSeveralWorkersWaitForEachOther() async throws {
        try await withStore(workers: 4) { store, pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await pool.run { _ = try store.add(Self.draft, by: "\(number)") }
                    }
                }
                try await group.waitForAll()
            }
            let names = try await pool.run { Set(try store.bookmarks().map(\.addedBy)) }
            #expect(names.count == 40)
        }
    }

    /// Of two uploads at a time, each must know the file whose place it takes.
    @Test func tellsTheFileThatIsReplaced() async throws {
        try await withStore { store, pool in
            let old = try await pool.run {
                let id = try store.add(Self.draft, by: "ann").id
                return try ["one", "two"].map { key in
                    try store.setFile(Attachment(key: key, name: "a", bytes: 1), of: id).old?.key
                }
            }
            #expect(old == [nil, "one"])
        }
    }

    @Test func tellsWhatHasChangedSince() async throws {
        try await withStore { store, pool in
            try await pool.run {
                #expect(try store.news(after: 0) == News(changes: [], last: 0))
                let first = try store.add(Self.draft, by: "Ada")
                let second = try store.add(Self.draft, by: "Ada")
                let news = try store.news(after: 0)
                #expect(news == News(changes: [.put(first), .put(second)], last: 2))
                #expect(try store.news(after: 2).changes == [])

                // Each once, as it is now.
                var edited = Self.draft
                edited.title = "b"
                _ = try store.edit(first.id, Self.draft)
                let last = try store.edit(first.id, edited)
                _ = try store.remove(second.id)
                #expect(try store.news(after: 2).changes == [.put(last), .removed(second.id)])
            }
        }
    }

    @Test func whoHasMissedWhatIsForgottenBeginsAnew() async throws {
        try await withStore { store, pool in
            try await pool.run {
                let bookmark = try store.add(Self.draft, by: "Ada")
                for _ in 0..<1001 { _ = try store.edit(bookmark.id, Self.draft) }
                // Of 1,002 changes the last 1,000 are kept; who has the second misses none.
                for last in [-1, 0, 1, 2, 3, 1002, 1003] as [Int64] {
                    let isKept = 2...1002 ~= last
                    #expect(try store.news(after: last).isComplete == isKept, "\(last)")
                }
            }
        }
    }

    @Test func openPagesAreTold() async throws {
        try await withStore { store, pool in
            var signals = store.changes.values().makeAsyncIterator()
            await signals.next()
            _ = try await pool.run { try store.add(Self.draft, by: "Ada") }
            #expect(await signals.next() != nil)
            #expect(store.changes.waiterCount == 1)
        }
    }

    @Test func aSessionEndsWhenSomebodySignsOut() async throws {
        try await withStore { store, pool in
            try await pool.run {
                let session = try store.signIn(" Ada ")
                #expect(session.name == "Ada")
                #expect(try store.session(session.token) == session)
                #expect(try store.session("other") == nil)
                try store.signOut(session)
                #expect(try store.session(session.token) == nil)
            }
        }
    }
}
