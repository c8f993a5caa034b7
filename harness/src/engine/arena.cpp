#include "engine/arena.h"

#include <sys/mman.h>

#include "engine/ensure.h"

namespace heddle::engine {
namespace {

constexpr std::size_t first_chunk_bytes = 256 * 1024;
constexpr std::size_t largest_chunk_bytes = 16 * 1024 * 1024;

}  // namespace

Arena::~Arena() {
  for (Chunk* chunk = first_; chunk != nullptr;) {
    Chunk* next = chunk->next;
    munmap(chunk, chunk->bytes);
    chunk = next;
  }
}

void Arena::enter(Chunk* chunk) noexcept {
  current_ = chunk;
  next_ = reinterpret_cast<std::uintptr_t>(chunk + 1);
  end_ = reinterpret_cast<std::uintptr_t>(chunk) + chunk->bytes;
}

void* Arena::take_from_new_chunk(std::size_t bytes, std::size_t alignment) {
  if (current_ != nullptr) bytes_before_ += current_->bytes;
  // Chunks kept from earlier runs come first; one that is too small for this request is passed by.
  while (current_ != nullptr && current_->next != nullptr) {
    enter(current_->next);
    if (next_ + bytes + alignment <= end_) return take(bytes, alignment);
  }
  std::size_t size = current_ == nullptr ? first_chunk_bytes : current_->bytes * 2;
  if (size > largest_chunk_bytes) size = largest_chunk_bytes;
  const std::size_t needed = bytes + alignment + sizeof(Chunk);
  if (size < needed) size = needed;
  // Not by malloc, which may be the program's own.
  constexpr std::size_t page_bytes = 4096;
  size = (size + page_bytes - 1) / page_bytes * page_bytes;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ensure(memory != MAP_FAILED, "out of memory");
  auto* chunk = static_cast<Chunk*>(memory);
  chunk->next = nullptr;
  chunk->bytes = size;
  (current_ == nullptr ? first_ : current_->next) = chunk;
  enter(chunk);
  return take(bytes, alignment);
}

void Arena::reset() noexcept {
  bytes_before_ = 0;
  if (first_ != nullptr) enter(first_);
}

std::uint64_t Arena::bytes_used() const noexcept {
  if (current_ == nullptr) return 0;
  return bytes_before_ + (next_ - reinterpret_cast<std::uintptr_t>(current_));
}

bool Arena::owns(std::uintptr_t address) const noexcept {
  for (const Chunk* chunk = first_; chunk != nullptr; chunk = chunk->next) {
    const auto begin = reinterpret_cast<std::uintptr_t>(chunk);
    if (address >= begin && address - begin < chunk->bytes) return true;
  }
  return false;
}

}  // namespace heddle::engine
