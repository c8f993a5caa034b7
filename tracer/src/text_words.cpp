#include "text_words.h"

#include <array>

#include "wrong_value.h"

namespace heddle::trace {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

unsigned digit_of(std::string_view text, std::size_t at) {
  const std::size_t digit = at < text.size() ? digits.find(text[at]) : std::string_view::npos;
  if (digit == std::string_view::npos) throw WrongValue{"\\x is followed by two digits 0-9a-f"};
  return static_cast<unsigned>(digit);
}

// What stands in quotes from `at` on, which is behind the first one; moves behind the last one.
std::string unquoted(std::string_view line, std::size_t& at) {
  std::string text;
  for (; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] != '\\') {
      text += line[at];
      continue;
    }
    ++at;
    if (at < line.size() && line[at] == 'x') {
      const unsigned high = digit_of(line, at + 1);
      const unsigned low = digit_of(line, at + 2);
      text += static_cast<char>(high * 16 + low);
      at += 2;
    } else if (at < line.size() && (line[at] == '"' || line[at] == '\\')) {
      text += line[at];
    } else {
      throw WrongValue{"in quotes, \\ is followed by \", \\ or x"};
    }
  }
  if (at >= line.size()) throw WrongValue{"a quote is not closed"};
  ++at;
  return text;
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (code < 0x20 || code == 0x7f) {
      out += "\\x";
      out += digits[code >> 4];
      out += digits[code & 15];
    } else {
      out += letter;
    }
  }
  return out + '"';
}

std::vector<Word> words_of(std::string_view line) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && line[at] == ' ') ++at;
    if (at == line.size()) return words;
    Word word;
    const std::size_t begin = at;
    while (at < line.size() && line[at] != ' ' && line[at] != '"') {
      if (line[at] == '=' && word.key.empty()) {
        word.key = line.substr(begin, at - begin);
      }
      ++at;
    }
    const std::size_t value = word.key.empty() ? begin : begin + word.key.size() + 1;
    if (at < line.size() && line[at] == '"') {
      if (at != value) throw WrongValue{"a quote begins within a word"};
      word.value = unquoted(line, ++at);
      word.quoted = true;
      if (at < line.size() && line[at] != ' ') throw WrongValue{"a word goes on after its quote"};
    } else {
      word.value = line.substr(value, at - value);
    }
    words.push_back(std::move(word));
  }
}

}  // namespace heddle::trace
