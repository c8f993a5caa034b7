#pragma once

// How a search through all there is (dfs, dpor) is divided among workers and shards, so that what
// it shows does not depend on how many there are or who is faster. Its runs follow from each other,
// so stretches of them cannot be dealt out as in search/part.h. What is dealt out are parts of the
// search (strategy/splittable.h), which follow from the search alone.
//
// A search that is no shard begins in one piece, with one worker: a small one ends there, and its
// result is the same as ever. Then comes the rehearsal, in which the rest is split; its results are
// thrown away. Then whoever is idle takes the next part; a shard takes every N-th. What the parts
// show is put together in their order. If a part finds that the split was a mistake, all is
// forgotten, and the search made in one piece.
//
// While they are made, runs are numbered by stage (the beginning, the rehearsal, each part) and,
// within it, from 0. Once what came before is known, they get the numbers of the campaign.

#include <cstdint>
#include <string>

#include "search/part.h"
#include "strategy/splitting.h"

namespace heddle::search {

class SearchDivision final : public Sharing {
 public:
  // Before a search is split. Splitting costs some hundred runs.
  static constexpr std::uint64_t runs_in_one_piece = 1024;

  // `runs` are those of the shard.
  SearchDivision(std::uint64_t runs, const Shard& shard, bool keep_going,
                 strategy::Splitting& strategy);

  std::optional<Part> next(double run_ns) override;
  void give_back(Part part) override;
  std::optional<Part> take() override;
  bool is_over() const noexcept override;
  bool starts_over() noexcept override;
  void add_under_way(Counts& counts, const std::vector<Counts>& more) const override;
  void conclude(Counts& counts) const override;
  std::string problem() const override { return problem_; }

 private:
  enum class Stage : std::uint8_t { one_piece, rehearsal, parts };
  static constexpr std::uint64_t stage_runs = std::uint64_t{1} << 40;

  void begin();
  Part part_from(const strategy::Bytes& state, std::uint64_t runs) const;
  bool is_at_end(const Part& part) const;
  void take_one_piece(Part& part);
  void take_rehearsal(const Part& part);
  bool take_part(Part& part);
  void number(Part& part, std::uint64_t runs_before) const;
  void see(const Counts& counts) noexcept;
  void give_up_splitting();

  std::uint64_t runs_;
  Shard shard_;
  bool keep_going_;
  strategy::Splitting& strategy_;
  const strategy::Bytes beginning_;
  bool splits_ = true;
  Stage stage_ = Stage::one_piece;
  std::uint64_t begun_ = 0;  // stages that somebody has been given
  std::uint64_t taken_ = 0;  // stages that were put together
  strategy::Bytes state_;    // with which the next stage begins, but for parts
  std::vector<strategy::Bytes> parts_;
  std::uint64_t first_part_ = 0;              // its stage
  std::map<std::uint64_t, Part> unfinished_;  // by first run
  std::map<std::uint64_t, Part> finished_;
  // Of what was taken.
  std::uint64_t runs_taken_ = 0;
  std::uint64_t explored_ = 0;
  std::uint32_t progress_ = 0;  // of the search in one piece
  bool saw_all_ = true;
  std::int32_t saw_bound_ = -1;
  bool is_complete_ = false;  // the last part has come to its end
  bool is_done_ = false;      // nothing is left to be taken
  // All is forgotten as soon as nobody works at it any more.
  bool begins_again_ = false;
  bool starts_over_ = false;
  std::string problem_;
};

}  // namespace heddle::search
