#include <heddle/heddle.h>
#include <heddle/main.h>

using namespace heddle;

namespace {

struct Store {
  Mutex shelf_lock;
  Mutex book_lock;
  int on_shelf = 0;
  int in_book = 0;

  void deliver() {
    shelf_lock.lock();
    ++on_shelf;
    shelf_lock.unlock();
    book_lock.lock();
    ++in_book;
    book_lock.unlock();
  }
  void audit() {
    shelf_lock.lock();
    int shelf = on_shelf;
    shelf_lock.unlock();
    book_lock.lock();
    int book = in_book;
    book_lock.unlock();
    check(book <= shelf, "what is in the book is on the shelf");
  }
};

constinit const Scenario books{
    .name = "books",
    .story = "An audit counts the shelf, then reads the book; deliveries come between the two.",
    .expect = {Kind::check_failed},
    .body =
        [] {
          auto* store = make<Store>();
          go("audit", [=] { store->audit(); });
          for (int van = 0; van < 4; ++van) go("van", [=] { store->deliver(); });
        },
};

}  // namespace

int main(int argc, char** argv) { return heddle::main(argc, argv, {&books}); }
