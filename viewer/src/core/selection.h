#pragma once

// What is selected, of one open trace. Every view of the trace shows it, and changes it only here.

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

#include "core/document.h"

namespace heddle::viewer {

class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(DocumentPointer document, QObject* parent = nullptr);

  [[nodiscard]] const Document& document() const { return *document_; }
  [[nodiscard]] const DocumentPointer& document_pointer() const { return document_; }

  // The step that the views show the state of; 0 is before the first.
  [[nodiscard]] std::uint32_t step() const { return now_.step; }
  // The selected event; 0: none. It is the step's, or there is none.
  [[nodiscard]] std::uint32_t selected() const { return now_.step; }
  // The goroutine that stepping goes along; 0: the clock.
  [[nodiscard]] std::uint32_t goroutine() const { return now_.goroutine; }
  // The object last selected; 0: none.
  [[nodiscard]] std::uint32_t object() const { return now_.object; }
  // Index of the finding that is looked at; -1: none.
  [[nodiscard]] int finding() const { return now_.finding; }
  // Events that matter, of the finding or of a path, sorted.
  [[nodiscard]] const std::vector<std::uint32_t>& marked() const { return marked_; }
  // The second end of a path that was asked for; 0: none.
  [[nodiscard]] std::uint32_t anchor() const { return anchor_; }
  // Null when no finding is looked at, or its explanation is not made yet.
  [[nodiscard]] const trace::Explanation* explanation() const;

  void set_step(std::uint32_t step);
  void select_goroutine(std::uint32_t goroutine);
  void select_object(std::uint32_t object);
  // Marks the events that matter and goes to the one where it was found.
  void select_finding(int index);
  // From here on paths lead to the selected event; 0 forgets it.
  void set_anchor(std::uint32_t event);
  void clear();
  // The document's causes are there now: what was marked without them is marked again.
  void causes_made();

  // Steps. False where there is none further.
  bool step_by(std::int64_t count);         // along the schedule
  bool step_along_goroutine(bool forward);  // along the selected goroutine
  bool step_along_object(bool forward);     // along the selected object
  bool step_along_edges(bool forward);      // along happens-before, to another goroutine
  bool go_to_bug();                         // where the finding (or the first) was found

  // Navigation, as in a browser.
  bool undo();
  bool redo();

  // Bookmarks: steps, sorted.
  [[nodiscard]] const std::vector<std::uint32_t>& bookmarks() const { return bookmarks_; }
  void set_bookmarks(std::vector<std::uint32_t> steps);
  void toggle_bookmark(std::uint32_t step);

 Q_SIGNALS:
  // Step, goroutine, object or marked events.
  void changed();
  // The finding that is looked at.
  void finding_changed();
  void bookmarks_changed();
  // A view should show these steps.
  void reveal(std::uint32_t first, std::uint32_t last);

 private:
  struct Place {
    std::uint32_t step = 0;
    std::uint32_t goroutine = 1;
    std::uint32_t object = 0;
    int finding = -1;
    friend bool operator==(const Place&, const Place&) = default;
  };
  void go_to(const Place& place);
  void show(const Place& place);
  void mark_finding();

  DocumentPointer document_;
  Place now_;
  std::vector<Place> past_;
  std::vector<Place> future_;
  std::vector<std::uint32_t> marked_;
  std::vector<std::uint32_t> bookmarks_;
  std::uint32_t anchor_ = 0;
};

// The events a finding speaks of, sorted: the operations at its places, the steps it names, and the
// last ones of the goroutines involved.
std::vector<std::uint32_t> events_of_finding(const Document& document, int index);

}  // namespace heddle::viewer
