#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_62464 {
namespace {

// Which CPUs a container may use.
struct State {
  RWMutex mu;
  Var<int> assigned{3};
  Var<int> shared{5};

  int assigned_cpus() {
    SharedLock hold(mu);
    return assigned.read();
  }
  int shared_cpus() {
    SharedLock hold(mu);
    return shared.read();
  }
  int cpus_by_calls() {
    SharedLock hold(mu);
    const int own = assigned_cpus();
    if (choose(2) == 0) return own;
    return own + shared_cpus();
  }
  int cpus_by_fields() {
    SharedLock hold(mu);
    const int own = assigned.read();
    if (choose(2) == 0) return own;
    return own + shared.read();
  }
  void reassign(int cpus) {
    Lock hold(mu);
    assigned.write(cpus);
  }
};

void reconcile(int (State::*cpus)()) {
  auto* state = make<State>();
  go("reconciler", [=] { (state->*cpus)(); });
  go("policy", [=] { state->reassign(state->shared_cpus() - 1); });
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_62464",
    .story =
        "The CPU manager's state is read under a read lock by calls that each take the read lock "
        "again. A policy that wants to write in between lets no new reader in and waits for the "
        "old one.",
    .tags = "goker kubernetes blocking rwmutex",
    .expect = {Kind::leak},
    .body = [] { reconcile(&State::cpus_by_calls); },
    .fixed = [] { reconcile(&State::cpus_by_fields); },
};

}  // namespace heddle::scenarios::goker::kubernetes_62464
