#include <heddle/heddle.h>

namespace heddle::scenarios::goker::hugo_5379 {
namespace {

using namespace std::chrono_literals;

constexpr int words = 42;
constexpr int workers = 2;

struct Page {
  explicit Page(bool correct) : repaired(correct) {}
  const bool repaired;
  Once content_init;
  Once plain_init;
  Once word_count_init;
  Mutex content;
  Var<int> content_words{0};
  Var<int> plain_words{0};
  Var<int> counted{0};

  int word_count() {
    content_init.run_once([this] { init_content(); });
    plain_init.run_once([this] {
      Lock hold(content);
      plain_words.write(content_words.read());
    });
    word_count_init.run_once([this] { counted.write(plain_words.read()); });
    return counted.read();
  }
  void init_content() {
    auto [context, cancel] = with_timeout(background(), 1ms);
    Defer release(cancel);
    Chan<bool> rendered = make_chan<bool>(1);
    go("render", [=, this] {
      render();
      rendered.send(true);
    });
    select({context.done().on_recv(), rendered.on_recv()});
  }
  void render() {
    Lock hold(content);
    content_words.write(words + shortcode());
  }
  // Prints the word count of its page; the repaired one is given the page without its content.
  int shortcode() { return repaired ? 0 : word_count(); }
};

void render_site(bool repaired) {
  auto* page = make<Page>(repaired);
  auto* wg = make<WaitGroup>();
  for (int worker = 0; worker < workers; ++worker) wg->go([=] { page->word_count(); });
  wg->wait();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/hugo_5379",
    .story =
        "A page is rendered with its content locked, and a shortcode in it asks for the word "
        "count of the same page: first that waits until rendering times out, and then for the "
        "content.",
    .tags = "goker hugo blocking double-locking",
    .expect = {Kind::deadlock},
    .body = [] { render_site(false); },
    .fixed = [] { render_site(true); },
};

}  // namespace heddle::scenarios::goker::hugo_5379
