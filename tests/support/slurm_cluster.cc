#include "support/slurm_cluster.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <thread>

#include "support/free_port.h"

namespace efs::testing {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string host() {
  char name[256] = "localhost";
  ::gethostname(name, sizeof name - 1);
  const std::string whole = name;
  return whole.substr(0, whole.find('.'));
}

}  // namespace

SlurmCluster::SlurmCluster() {
  fs::permissions(folder_.path(), fs::perms(0755));
  const std::string at = folder_.path().string();
  for (const char* name : {"munge", "state", "spool"}) fs::create_directories(folder_ / name);
  fs::permissions(folder_ / "munge", fs::perms(0711));
  {
    std::ofstream key(folder_ / "munge/key", std::ios::binary);
    std::random_device random;
    for (int i = 0; i < 128; ++i) key.put(static_cast<char>(random()));
  }
  fs::permissions(folder_ / "munge/key", fs::perms(0400));
  write_configuration();
  ::setenv("SLURM_CONF", (at + "/slurm.conf").c_str(), 1);
  run("munged --force --key-file=" + at + "/munge/key --socket=" + at +
      "/munge/socket --pid-file=" + at + "/munge/pid --log-file=" + at +
      "/munge/log --seed-file=" + at + "/munge/seed");
  run("slurmctld");
  run("slurmd");
  for (int i = 0; i < 1200; ++i) {
    try {
      if (run("sinfo --noheader --format=%T").find("idle") != std::string::npos) return;
    } catch (const std::runtime_error&) {
      // The controller does not answer yet.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw std::runtime_error("the cluster has no idle node: " + content(folder_ / "slurmctld.log") +
                           content(folder_ / "slurmd.log"));
}

SlurmCluster::~SlurmCluster() {
  for (const char* name : {"slurmd.pid", "slurmctld.pid", "munge/pid"}) {
    const std::string process = content(folder_ / name);
    if (!process.empty()) ::kill(std::atoi(process.c_str()), SIGTERM);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  ::unsetenv("SLURM_CONF");
}

void SlurmCluster::write_configuration() const {
  const std::string at = folder_.path().string();
  std::ofstream(folder_ / "slurm.conf")
      << "ClusterName=test\nSlurmctldHost=" << host() << "(127.0.0.1)\n"
      << "AuthType=auth/munge\nCryptoType=crypto/munge\nAuthInfo=socket=" << at
      << "/munge/socket\nSlurmUser=root\nSlurmdUser=root\nSlurmctldPort=" << free_port()
      << "\nSlurmdPort=" << free_port() << "\nStateSaveLocation=" << at
      << "/state\nSlurmdSpoolDir=" << at << "/spool\nSlurmctldPidFile=" << at
      << "/slurmctld.pid\nSlurmdPidFile=" << at << "/slurmd.pid\nSlurmctldLogFile=" << at
      << "/slurmctld.log\nSlurmdLogFile=" << at << "/slurmd.log\n"
      << "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n"
         "JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n"
         "SelectType=select/cons_tres\nSelectTypeParameters=CR_CPU\nReturnToService=2\n"
         "MpiDefault=none\nKillWait=10\n"
      << "NodeName=" << host() << " NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\n"
      << "PartitionName=main Nodes=" << host() << " Default=YES MaxTime=INFINITE State=UP\n";
}

std::string SlurmCluster::run(const std::string& command) const {
  FILE* pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error(command);
  std::string said;
  std::array<char, 4096> buffer;
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    said.append(buffer.data(), count);
  }
  if (::pclose(pipe) != 0) throw std::runtime_error(command + ": " + said);
  return said;
}

}  // namespace efs::testing
