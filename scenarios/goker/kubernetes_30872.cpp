#include <heddle/heddle.h>

namespace heddle::scenarios::goker::kubernetes_30872 {
namespace {

constexpr int changes = 2;

struct FederatedInformer {
  Mutex mu;
  RWMutex fifo;  // of the queue of cluster changes
  Chan<Unit> queue_stop = make_chan<Unit>();

  // A change is delivered while its queue is locked.
  void process_changes() {
    for (int change = 0; change < changes && !queue_stop.try_recv(); ++change) {
      Lock hold(fifo);
      cluster_changed();
    }
  }
  void cluster_changed() { Lock hold(mu); }

  void add_cluster_locked() {
    Lock hold(mu);
    Lock queue(fifo);
  }
  void add_cluster() {
    {
      Lock hold(mu);
    }
    Lock queue(fifo);
  }
  void stop() {
    Lock hold(mu);
    queue_stop.close();
  }
};

void start_and_stop(void (FederatedInformer::*add_cluster)()) {
  auto* informer = make<FederatedInformer>();
  Chan<Unit> stop = make_chan<Unit>();
  {
    Lock hold(informer->mu);
    go("queue", [=] { informer->process_changes(); });
    go("stopper", [=] {
      stop.recv();
      informer->stop();
    });
    go("cluster", [=] { (informer->*add_cluster)(); });
  }
  stop.close();
}

}  // namespace

extern constinit const Scenario scenario{
    .name = "goker/kubernetes_30872",
    .story =
        "The queue of a federated informer calls back into the informer while it is locked, and "
        "the informer locks the queue when a cluster is added. A change and a new cluster at the "
        "same time wait for each other.",
    .tags = "goker kubernetes blocking mutex rwmutex lock-order",
    .expect = {Kind::leak},
    .body = [] { start_and_stop(&FederatedInformer::add_cluster_locked); },
    .fixed = [] { start_and_stop(&FederatedInformer::add_cluster); },
};

}  // namespace heddle::scenarios::goker::kubernetes_30872
