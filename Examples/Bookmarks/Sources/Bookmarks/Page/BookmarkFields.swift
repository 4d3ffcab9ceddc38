// SPDX-License-Identifier: Apache-2.0

/// The fields of a form about a bookmark, filled with what is there.
struct BookmarkFields {
    let draft: Draft?

    init(_ draft: Draft?) {
        self.draft = draft
    }

    init(_ bookmark: Bookmark) {
        draft = Draft(url: bookmark.url, title: bookmark.title, note: bookmark.note)
    }

    var html: HTML {
        """
        <label>URL <input type="url" name="url" value="\(draft?.url ?? "")" required maxlength="2000" \
        placeholder="https://"></label>
        <label>Title <input name="title" value="\(draft?.title ?? "")" required maxlength="200"></label>
        <label>Note <textarea name="note" maxlength="2000" rows="2">\(draft?.note ?? "")</textarea></label>
        """
    }
}
